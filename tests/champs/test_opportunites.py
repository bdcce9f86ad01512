"""Opportunités bear the company's own questions: answered, listed, taken from a prospect."""

import re

import pytest
from sqlalchemy import select, text

from crm.champs import ChampPersonnalise
from crm.opportunites import Opportunite
from crm.statuts import Statut
from tenants import db
from tests.champs.conftest import ask
from tests.fabrique import MIDI, identify, make_opportunite, make_piste
from tests.listes.conftest import names

ICI = "/configuration/champs/opportunites"
TYPE = {
    "question": "Type de bien", "code": "TYPE_BIEN", "sorte": "plusieurs", "profil": "tous",
    "libelle": ["Intérieur", "Extérieur"], "valeur": ["INT", "EXT"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def blank(lumen):
    """No question, no opportunity."""
    with lumen():
        identify()
        for table in ("champs", "reponses"):
            db.session.execute(text(f"DELETE FROM {table}"))
        db.session.execute(text("UPDATE opportunites SET champs = '{}', supprime_le = now()"))


@pytest.mark.covers("B-101", "B-102", "B-103")
def test_question_is_added_with_labels_values_and_a_code(alice, lumen):
    assert "Ajouter une question" in alice.get(ICI).text
    assert alice.post(ICI, TYPE, htmx=True).status_code == 204
    with lumen():
        (champ,) = ChampPersonnalise.of("opportunites")
        assert (champ.code, champ.libelles) == ("TYPE_BIEN", {"INT": "Intérieur", "EXT": "Extérieur"})
    form = alice.get("/opportunites/nouveau").text
    assert 'type="checkbox" value="INT"' in form and "Extérieur" in form


@pytest.mark.covers("B-104", "B-090")
def test_question_is_answered_on_the_card_and_put_in_order(alice, bruno, lumen):
    alice.post(ICI, TYPE, htmx=True)
    with lumen():
        number, other = make_opportunite().id, ask("opportunites", "DELAI").id
        first = ChampPersonnalise.of("opportunites")[0].id
    assert "champ-TYPE_BIEN" in bruno.get(f"/opportunites/{number}").text
    there = f"/opportunites/{number}/champs/TYPE_BIEN"
    assert 'value="EXT"' in bruno.get(f"{there}/modification", target="x").text
    assert "Intérieur ; Extérieur" in bruno.put(there, {"c_TYPE_BIEN": ["", "INT", "EXT"]}, htmx=True).text
    with lumen():
        assert db.session.get(Opportunite, number).champs == {"TYPE_BIEN": ["INT", "EXT"]}
    alice.post(f"{ICI}/ordre", {"question": [str(other), str(first)]}, htmx=True)
    card = bruno.get(f"/opportunites/{number}").text
    assert card.index("champ-DELAI") < card.index("champ-TYPE_BIEN")


def test_question_ticked_for_the_reports_is_a_column_of_each_drawing(alice, bruno, lumen):
    alice.post(ICI, TYPE, htmx=True)
    with lumen():
        make_opportunite(nom="Pergola").answer({"TYPE_BIEN": ["EXT"]})
        number = ChampPersonnalise.of("opportunites")[0].id
    drawings = [f"/opportunites?dessin={one}" for one in ("table", "cartes", "kanban")]
    assert not any("Type de bien" in bruno.get(one, target="liste").text for one in drawings)
    assert alice.post(f"{ICI}/{number}", TYPE | {"rapports": "y"}, htmx=True).status_code == 204
    for one in drawings:
        drawn = bruno.get(one, target="liste").text
        assert "Type de bien" in drawn and "Extérieur" in drawn
    assert names(bruno.get("/opportunites?c_TYPE_BIEN=EXT")) == ["Pergola"]
    assert names(bruno.get("/opportunites?c_TYPE_BIEN=INT")) == []


def test_opportunity_of_a_prospect_begins_with_its_answers(alice, bruno, lumen):
    with lumen():
        for objet in ("pistes", "opportunites"):
            ask(objet, "ORIGINE", "liste")
        piste = make_piste()
        piste.answer({"ORIGINE": "SAL"})
        db.session.flush()
        piste_id = piste.id
    form = bruno.get(f"/opportunites/nouveau?piste_id={piste_id}").text
    chosen = re.search(r'<option selected value="SAL"|<option value="SAL" selected', form)
    assert chosen and "Salon" in form


def test_opportunity_opened_by_a_conversion_takes_the_answers(bruno, lumen):
    with lumen():
        for objet in ("pistes", "opportunites"):
            ask(objet, "ORIGINE", "liste")
        piste = make_piste(entreprise="Alba")
        piste.pass_to(next(statut for statut in Statut.of("pistes") if statut.convertible))
        piste.answer({"ORIGINE": "SAL"})
        db.session.flush()
        piste_id = piste.id
    form = {"tiers_id": "", "role": "prospect", "langue": "fr", "responsable_id": "", "opportunite": "y"}
    form |= {"opportunite_nom": "Pergola d’Alba", "opportunite_montant": ""}
    assert bruno.post(f"/prospects/{piste_id}/conversion", form, htmx=True).status_code == 204
    with lumen():
        query = select(Opportunite.champs).where(Opportunite.nom == "Pergola d’Alba")
        assert db.session.scalars(query).one() == {"ORIGINE": "SAL"}


def test_copy_takes_the_answers(lumen):
    with lumen():
        ask("opportunites", "DELAI")
        one = make_opportunite()
        one.answer({"DELAI": "Court"})
        copy = one.duplicate(MIDI.date())
        assert copy.champs == {"DELAI": "Court"} and copy.champs is not one.champs
        kept = db.session.scalars(select(Opportunite.champs).where(Opportunite.id == copy.id)).one()
        assert kept == {"DELAI": "Court"}
