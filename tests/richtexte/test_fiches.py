"""What is said of a client, of a contact, of an opportunity is rich text, and follows them wherever they go."""

import pytest
from sqlalchemy import select

from crm import fusions
from crm.opportunites import Opportunite
from crm.pistes import Piste, convert
from crm.statuts import Statut
from crm.sujets import Piece
from crm.tiers import Contact, Tiers
from tenants import db
from tests.fabrique import MIDI, make_contact, make_opportunite, make_tiers
from tests.richtexte.test_richtexte import LISTE, RICHE, png, upload

MODELES = {"clients": Tiers, "contacts": Contact, "opportunites": Opportunite}
SENT = {
    "clients": {"nature": "societe", "nom": "Riche et fils", "roles": "client", "qualification": "assujetti_fr",
                "langue": "fr", "devise": "EUR", "pays": "FR", "mode_reglement": ""},
    "contacts": {"nom": "Riche", "email": "riche@client.example", "langue": "fr", "nature": "societe"},
    "opportunites": {"nom": "Affaire riche"},
}  # fmt: skip


def files_of(empreinte: str) -> list[str]:
    return list(db.session.scalars(select(Piece.sujet_type).where(Piece.sha256 == empreinte).order_by(Piece.id)))


def sent_to(module: str, lumen) -> dict:
    if module != "opportunites":
        return SENT[module]
    with lumen():
        processus = make_opportunite().processus_id
        return SENT[module] | {"tiers_id": str(make_tiers().id), "processus_id": str(processus)}


@pytest.mark.parametrize("module", MODELES)
def test_it_is_written_shown_and_written_again_without_loss(bruno, chloe, lumen, module):
    sent, url = sent_to(module, lumen), upload(bruno, png((13, 4 + len(module)))).json["url"]
    html = f'{RICHE}<p><img src="{url}" alt="Plan"></p><script>x()</script>'
    created = bruno.post(f"/{module}/", sent | {"description": html})
    assert created.status_code == 303, created.text
    path = created.headers["Location"]
    card = chloe.get(path, root=True).text
    assert "<h3>Le besoin</h3>" in card and "<b>salon</b>" in card and f'src="{url}"' in card and "x()" not in card
    assert chloe.get(url, root=True).status_code == 200
    number = int(path.rpartition("/")[2])
    form = bruno.get(f"/{module}/{number}/modification").text
    assert "&lt;b&gt;salon&lt;/b&gt;" in form and "data-riche-geste" in form
    words = "Le besoin\r\n\r\nUn salon en chêne,\r\nvoir le plan\r\n\r\n[image : Plan]"
    bruno.post(f"/{module}/{number}", sent | {"description": words, "version": "1"})
    with lumen():
        fiche = db.session.get(MODELES[module], number)
        assert "<b>salon</b>" in fiche.description and "<img" in fiche.description
        assert files_of(url.rpartition("/")[2]) == [MODELES[module].__tablename__]
        fiche.revise(description=LISTE)
    page = bruno.get(f"/{module}/{number}?onglet=historique").text
    assert "• Pose" in page and "&lt;li&gt;" not in page


def test_a_converted_prospect_hands_over_its_form_and_its_images(bruno, lumen):
    url = upload(bruno, png((21, 3))).json["url"]
    sent = {"entreprise": "Convertie riche", "description": f'{RICHE}<p><img src="{url}"></p>', "notes": "Vu\nhier"}
    bruno.post("/prospects/", sent | {"email": "riche@convertie.example"})
    with lumen():
        piste = db.session.scalars(select(Piste).where(Piste.entreprise == "Convertie riche")).one()
        piste.pass_to(next(one for one in Statut.of("pistes") if one.convertible))
        said = convert(piste, now=MIDI).description
        assert said.startswith("<h3>Le besoin</h3><p>Un <b>salon</b>") and said.endswith("<p>Vu<br>hier</p>")
    with lumen():
        assert files_of(url.rpartition("/")[2]) == ["pistes", "tiers"], "once each"


def test_a_merged_client_takes_the_text_and_its_images(bruno, lumen):
    url = upload(bruno, png((22, 3))).json["url"]
    with lumen():
        kept, other = make_tiers("Gardé").id, make_tiers("Fusionné").id
        said = f'<p><b>Vu</b> <img src="image:{url.rpartition("/")[2]}"></p>'
        db.session.get(Tiers, other).revise(siret=None, description=said)
    with lumen():
        fusions.merge(db.session.get(Tiers, kept), db.session.get(Tiers, other), {"description"}, MIDI)
    with lumen():
        assert "<b>Vu</b>" in db.session.get(Tiers, kept).description
        of = select(Piece.sujet_id).where(Piece.sha256 == url.rpartition("/")[2])
        assert db.session.scalars(of).all() == [kept], "the file moves, and is there once"
    assert bruno.get(url, root=True).status_code == 200


def test_a_copy_has_the_text_and_its_images(bruno, lumen):
    urls = [upload(bruno, png((23, side))).json["url"].rpartition("/")[2] for side in (3, 4)]
    with lumen():
        contact, affaire = (
            make_contact(make_tiers(), description=f'<p><b>A</b><img src="image:{urls[0]}"></p>'),
            make_opportunite(description=f'<p><b>A</b><img src="image:{urls[1]}"></p>'),
        )
        copies = contact.duplicate(), affaire.duplicate(MIDI.date())
        assert all(one.description.startswith("<p><b>A</b>") for one in copies)
    with lumen():
        assert [files_of(url) for url in urls] == [["contacts", "contacts"], ["opportunites", "opportunites"]]


def test_an_imported_text_stays_plain_lines(lumen):
    with lumen():
        fiches = [
            Tiers.draft(nom="Importé", day=MIDI.date(), description="Ligne 1\nLigne < 2"),
            Contact.draft(nom="Importé", description="Ligne 1\nLigne < 2"),
        ]
        assert {one.description for one in fiches} == {"<p>Ligne 1<br>Ligne &lt; 2</p>"}
