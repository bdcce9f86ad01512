"""The notebook of a record is written in rich text, shown as it was written; only its words count elsewhere."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.actions import Action
from crm.anonymisation import anonymise, anonymise_later
from crm.journal import Entree
from crm.sujets import Note, Piece, write_note
from crm.tiers import Contact
from tenants import db
from tests.fabrique import MIDI, make_contact, make_facture, make_opportunite, make_piste, make_tiers, moi
from tests.richtexte.test_richtexte import png, upload

ECRITE = "<h3>Salon</h3><p>Rappeler <b>lundi</b> :</p><ul><li>plans</li><li>devis</li></ul>"
MOTS = "Salon\n\nRappeler lundi :\n\n• plans\n• devis"


@pytest.fixture
def client(lumen) -> int:
    with lumen():
        return make_tiers("Bâti Rhône").id


def written(someone, path: str, texte: str = ECRITE) -> str:
    """The address of a note just written."""
    answer = someone.post(f"{path}/notes", {"texte": texte}, target="notes")
    assert answer.status_code == 200, answer.text
    return f"{path}/notes/" + re.search(r'id="note-(\d+)"', answer.text)[1]


def kept(lumen, note: str) -> str:
    with lumen():
        return db.session.get(Note, int(note.rpartition("/")[2])).texte


@pytest.mark.covers("B-041")
def test_a_note_keeps_its_formatting_when_it_is_written_shown_and_written_again(bruno, chloe, client, lumen):
    note = written(bruno, f"/clients/{client}", f"{ECRITE}<script>x()</script>")
    card = chloe.get(f"/clients/{client}").text
    assert ECRITE in card and "Bruno Lefèvre" in card and "x()" not in card
    form = bruno.get(f"{note}/modification", target=f"note-{note.rpartition('/')[2]}").text
    assert "Rappeler &lt;b&gt;lundi&lt;/b&gt;" in form, "the editor starts from the formatted text"
    assert re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.S)[1] == MOTS, "without scripts, from its words"
    assert bruno.put(note, {"texte": MOTS.replace("\n", "\r\n"), "version": "1"}, htmx=True).status_code == 200
    assert kept(lumen, note) == ECRITE, "nothing was changed, nothing is lost"
    again = bruno.put(note, {"texte": "<p>Rappelé <i>mardi</i></p>", "version": "1"}, htmx=True)
    assert "<p>Rappelé <i>mardi</i></p>" in again.text and kept(lumen, note) == "<p>Rappelé <i>mardi</i></p>"


def test_a_note_is_refused_when_it_says_nothing_or_too_much(bruno, client, lumen):
    note = written(bruno, f"/clients/{client}")
    for texte in ("  ", "<p><br></p>", "<script>x</script><p></p>", f"<p>{'x' * 50_000}</p>"):
        for answer in (
            bruno.post(f"/clients/{client}/notes", {"texte": texte}, target="notes"),
            bruno.put(note, {"texte": texte, "version": "1"}, htmx=True),
        ):
            assert answer.status_code == 422 and answer.headers["HX-Reswap"] == "none"
    assert kept(lumen, note) == ECRITE


def test_who_saves_second_is_told(bruno, alice, client, lumen):
    note = written(bruno, f"/clients/{client}")
    assert alice.put(note, {"texte": "<p>Fait</p>", "version": "1"}, htmx=True).status_code == 200
    late = bruno.put(note, {"texte": "<p>Perdu</p>", "version": "1"}, htmx=True)
    assert late.status_code == 422 and kept(lumen, note) == "<p>Fait</p>"


def test_a_note_is_written_again_by_who_may_write_from_its_own_card(bruno, chloe, david, client, lumen):
    note = written(bruno, f"/clients/{client}")
    with lumen():
        other = make_tiers().id
    assert chloe.get(note, target="note").status_code == 200 and "Modifier :" not in chloe.get(note, target="note").text
    assert "Modifier : Salon Rappeler lundi" in bruno.get(note, target="note").text
    for someone, path, code in (
        (chloe, note, 403),
        (david, note, 404),
        (bruno, note.replace(str(client), str(other)), 404),
    ):
        assert someone.put(path, {"texte": "<p>x</p>"}, htmx=True).status_code == code
    for someone, path, code in ((chloe, note, 403), (david, note, 404)):
        assert someone.get(f"{path}/modification", target="note").status_code == code
    assert david.get(note, target="note").status_code == 404
    assert kept(lumen, note) == ECRITE


def test_a_note_typed_without_scripts_or_kept_from_before_is_paragraphs(bruno, lumen):
    with lumen():
        id = make_piste(entreprise="Texte simple").id
        db.session.add(Note(sujet_type="pistes", sujet_id=id, texte="x"))
        db.session.flush()
        db.session.execute(Note.__table__.update().where(Note.sujet_id == id).values(texte="Vu au salon :\n1 < 2 & 3"))
    typed = bruno.post(f"/prospects/{id}/notes", {"texte": "Premier\r\nsecond\r\n\r\n<suite>"}, target="notes").text
    assert "<p>Premier<br>second</p><p>&lt;suite&gt;</p>" in typed
    assert "<p>Vu au salon :<br>1 &lt; 2 &amp; 3</p>" in bruno.get(f"/prospects/{id}").text


@pytest.mark.covers("B-041", "B-087", "B-088")
@pytest.mark.parametrize("module", ["opportunites", "factures", "prospects"])
def test_every_notebook_is_written_the_same_way(bruno, lumen, module):
    with lumen():
        makers = {"opportunites": make_opportunite, "factures": make_facture, "prospects": make_piste}
        path = f"/{module}/{makers[module]().id}"
    bruno.post(f"{path}/notes", {"texte": ECRITE, "type": "appel"}, target="notes")
    card = bruno.get(f"{path}?onglet=activite").text
    assert ECRITE in card and "a eu un appel" in card
    assert "data-riche-attend" in card and "data-riche-geste" in card, "the composer has the toolbar"


@pytest.mark.covers("B-077")
def test_the_notebook_of_an_opportunity_keeps_its_formatting(bruno, chloe, lumen):
    with lumen():
        id = make_opportunite().id
    path = f"/opportunites/{id}/carnet"
    assert ECRITE in bruno.put(path, {"notes": ECRITE, "version": "1"}, target="carnet").text
    assert ECRITE in chloe.get(f"/opportunites/{id}").text
    form = bruno.get(f"{path}/modification", target="carnet").text
    assert "data-riche-geste" in form and "&lt;b&gt;lundi&lt;/b&gt;" in form
    assert ECRITE in bruno.put(path, {"notes": MOTS, "version": "2"}, target="carnet").text
    page = bruno.get(f"/opportunites/{id}?onglet=historique").text
    assert "Rappeler lundi" in page and "&lt;b&gt;" not in page, "history says words"


def test_what_is_reported_of_an_action_keeps_its_formatting(bruno, lumen):
    with lumen():
        piste = make_piste()
        path = f"/prospects/{piste.id}"
        action = Action.plan(piste, genre_="appel", prevue_le=date(2026, 11, 23), membre_id=moi().id).id
    assert bruno.post(f"/actions/{action}/compte-rendu", {"compte_rendu": "<p><br></p>"}).status_code == 422
    bruno.post(f"/actions/{action}/compte-rendu", {"compte_rendu": ECRITE})
    assert ECRITE in bruno.get(path).text


def test_formatting_is_shown_in_what_tells_of_notes_and_words_in_the_journal(alice, lumen):
    with lumen():
        tiers = make_tiers("Bâti Lyon")
        note = write_note(tiers, ECRITE, moi(), "rendez_vous")
        client, number = tiers.id, note.id
    assert ECRITE in alice.get(f"/clients/{client}?onglet=historique").text
    assert ECRITE in alice.get("/pipeline/evenements?pipeline=type%3Dtiers%26q%3Dlyon").text
    with lumen():
        about = select(Entree.libelle).where(Entree.sujet_type == "notes", Entree.sujet_id == number)
        assert db.session.scalars(about).all() == ["Salon Rappeler lundi : • plans • devis"]


def test_an_image_of_a_note_is_a_file_of_the_record_that_bears_it(bruno, chloe, david, client, lumen):
    url = upload(bruno, png((11, 5))).json["url"]
    note = written(bruno, f"/clients/{client}", f'<p>Voir <img src="{url}" alt="Plan"></p>')
    assert f'src="{url}"' in chloe.get(f"/clients/{client}").text
    assert chloe.get(url, root=True).status_code == 200 and david.get(url, root=True).status_code == 404
    assert f'src="image:{url.rpartition("/")[2]}"' in kept(lumen, note)
    with lumen():
        of = select(Piece.sujet_type, Piece.sujet_id).where(Piece.sha256 == url.rpartition("/")[2])
        assert db.session.execute(of).all() == [("tiers", client)]


def test_the_images_of_a_contact_that_is_anonymised_go_with_what_was_said(bruno, lumen):
    drawings = [upload(bruno, png((31, side))).json["url"].rpartition("/")[2] for side in (3, 4)]
    with lumen():
        contact = make_contact(make_tiers(), description=f'<p>Vue <img src="image:{drawings[0]}"></p>')
        write_note(contact, f'<p>Vue <img src="image:{drawings[1]}"></p>', moi())
        number = contact.id
    with lumen():
        borne = select(Piece.sha256).where(Piece.sujet_type == "contacts", Piece.sujet_id == number)
        assert set(db.session.scalars(borne)) == set(drawings)
        anonymise_later(db.session.get(Contact, number), MIDI)
        db.session.flush()
        assert anonymise(MIDI + timedelta(days=400)) >= 1
        assert db.session.scalars(borne).all() == []
        assert db.session.get(Contact, number, populate_existing=True).description is None
    assert bruno.get(f"/images/{drawings[0]}").status_code == 404 == bruno.get(f"/images/{drawings[1]}").status_code
