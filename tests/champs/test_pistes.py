"""Prospects bear the company's own questions, in their three drawings; a conversion hands the answers over."""

import re

import pytest
from sqlalchemy import select

from crm import journal
from crm.champs import ChampPersonnalise, carry
from crm.pistes import Piste, convert
from crm.statuts import Statut
from crm.tiers import Tiers
from tenants import db
from tests.champs.conftest import ask
from tests.fabrique import MIDI, identify, make_contact, make_piste, make_tiers
from tests.listes.conftest import names

GIVEN = {"SURNOM": "Le Grand", "BUDGET": "1500.00", "ORIGINE": "APL", "OFFRES": ["APL", "SAL"], "SUIVI": 2}


@pytest.fixture(autouse=True)
def chez(lumen, questions):
    """Nobody but the prospects of the test."""
    with lumen():
        identify()
        db.session.query(Piste).update({"supprime_le": MIDI})


def asked(objet: str, code: str) -> ChampPersonnalise:
    return next(one for one in ChampPersonnalise.all_of(objet) if one.code == code)


def qualified(**values) -> Piste:
    piste = make_piste(**values)
    piste.pass_to(next(statut for statut in Statut.of("pistes") if statut.convertible))
    return piste


def test_form_asks_and_the_card_shows_and_changes(bruno, lumen):
    assert "Informations complémentaires" in bruno.get("/prospects/nouveau").text
    form = {"entreprise": "Vial", "pays": "FR", "c_BUDGET": "1 500", "c_OFFRES": ["", "APL", "SAL"]}
    card = bruno.get(bruno.post("/prospects/", form, target="form").headers["HX-Redirect"], root=True).text
    assert "1\u202f500,00\xa0€" in card and "Appel entrant ; Salon" in card
    with lumen():
        number = db.session.scalar(select(Piste.id).where(Piste.entreprise == "Vial"))
    changed = bruno.put(f"/prospects/{number}/champs/BUDGET", {"c_BUDGET": "20"}, htmx=True)
    assert "20,00\xa0€" in changed.text


def test_question_of_companies_is_asked_once_a_company_is_named(bruno, lumen):
    with lumen():
        ask("pistes", "CONVENTION", profil="societe")
        ask("pistes", "LOISIRS", profil="individu")
    page = re.sub(r"\s+", " ", bruno.get("/prospects/nouveau").text)
    assert 'data-profil="societe" hidden' in page and 'data-profil="individu">' in page
    both = {"nom": "Perrin", "pays": "FR", "c_CONVENTION": "Syntec", "c_LOISIRS": "Voile"}
    bruno.post("/prospects/", both, target="form")
    bruno.post("/prospects/", both | {"entreprise": "Perrin SA"}, target="form")
    with lumen():
        query = select(Piste.entreprise, Piste.champs).where(Piste.nom == "Perrin")
        assert dict(db.session.execute(query).all()) == {
            None: {"LOISIRS": "Voile"},
            "Perrin SA": {"CONVENTION": "Syntec"},
        }


def test_answers_filter_sort_and_are_drawn_in_every_drawing(bruno, lumen):
    with lumen():
        make_piste(entreprise="Alba").answer(GIVEN)
        make_piste(entreprise="Brio").answer({"BUDGET": "20.00", "ORIGINE": "SAL", "PARRAIN": make_tiers("Scierie").id})
    assert names(bruno.get("/prospects?c_ORIGINE=APL")) == ["Alba"]
    assert names(bruno.get("/prospects?tri=c_BUDGET")) == ["Brio", "Alba"]
    drawn = {one: bruno.get(f"/prospects?dessin={one}", target="liste").text for one in ("cartes", "kanban")}
    assert not any("Budget" in page for page in drawn.values())
    with lumen():
        for code in ("BUDGET", "PARRAIN"):
            asked("pistes", code).rapports = True
    cards, board, table = (
        bruno.get(f"/prospects?dessin={one}", target="liste").text for one in ("cartes", "kanban", "table")
    )
    for page in (cards, board, table):
        assert "Budget" in page and "1\u202f500,00\xa0€" in page
    assert "Scierie" in cards and "Scierie" in table
    board = bruno.get("/prospects?dessin=kanban&c_ORIGINE=SAL", target="liste").text
    assert "Brio" in board and "Alba" not in board


def test_one_answer_is_given_to_many_prospects(bruno, lumen):
    with lumen():
        ids = [str(make_piste(entreprise=nom).id) for nom in ("Alba", "Brio")]
    assert bruno.post("/prospects/lot/c_ORIGINE", {"ids": ids, "valeur": "SAL"}, htmx=True).status_code < 400
    assert names(bruno.get("/prospects?c_ORIGINE=SAL")) == ["Alba", "Brio"]


@pytest.mark.covers("D-115")
def test_conversion_hands_over_what_both_are_asked(lumen):
    with lumen():
        ask("pistes", "MATURITE")
        ask("tiers", "VILLE_FETICHE", "texte")
        ask("pistes", "VILLE_FETICHE", "nombre")
        piste = qualified(entreprise="Alba", nom="Perrin")
        piste.answer(GIVEN | {"MATURITE": "Chaud", "VILLE_FETICHE": "3"})
        tiers = convert(piste, now=MIDI)
        assert tiers.champs == piste.contact.champs == GIVEN


def test_conversion_leaves_what_an_existing_client_answered_and_is_undone(lumen):
    with lumen():
        piste, tiers = qualified(entreprise="Alba", nom=None), make_tiers("Alba")
        tiers.answer({"ORIGINE": "SAL"})
        piste.answer(GIVEN)
        db.session.flush()
        lot = journal.begin_lot()
        convert(piste, now=MIDI, tiers=tiers)
        assert tiers.champs == GIVEN | {"ORIGINE": "SAL"}
        journal.undo(lot)
        assert tiers.champs == {"ORIGINE": "SAL"} and not piste.is_convertie


def test_choice_not_offered_is_left_behind_and_bullets_are_a_list(lumen):
    with lumen():
        ask("pistes", "GAMME", "puces", choix=[{"libelle": "Bois", "valeur": "B"}, {"libelle": "Fer", "valeur": "F"}])
        ask("tiers", "GAMME", "liste", choix=[{"libelle": "En bois", "valeur": "B"}])
        kept = {}
        for value in ("B", "F"):
            piste, tiers = make_piste(), make_tiers()
            piste.answer({"GAMME": value})
            carry(piste, tiers)
            kept[value] = tiers.champs
    assert kept == {"B": {"GAMME": "B"}, "F": {}}


def test_question_of_the_other_profile_is_not_handed_over(lumen):
    with lumen():
        ask("pistes", "CLUB")
        ask("tiers", "CLUB", profil="individu")
        piste, tiers, contact = make_piste(entreprise="Alba"), make_tiers(), make_contact(make_tiers())
        piste.answer({"CLUB": "Rotary"})
        carry(piste, tiers)
        carry(piste, contact)
        assert (tiers.champs, contact.champs) == ({}, {})


def test_history_tells_which_answer_changed(bruno, lumen):
    with lumen():
        piste = make_piste()
        piste.answer({"ORIGINE": "APL", "SURNOM": "Ancien"})
        db.session.flush()
        number = piste.id
    bruno.put(f"/prospects/{number}/champs/ORIGINE", {"c_ORIGINE": "SAL"}, htmx=True)
    bruno.put(f"/prospects/{number}/champs/BUDGET", {"c_BUDGET": "12"}, htmx=True)
    page = re.sub(r"\s+", " ", bruno.get(f"/prospects/{number}?onglet=historique").text)
    assert "<dt>Origine</dt><dd><del>Appel entrant</del> → Salon</dd>" in page
    assert "<dt>Budget</dt><dd>12,00 €</dd>" in page
    assert page.count("<dt>Surnom</dt><dd>Ancien</dd>") == 1


def test_prospect_of_another_company_is_not_found(david, lumen):
    with lumen():
        number = make_piste().id
    assert david.get(f"/prospects/{number}/champs/BUDGET/modification", target="x").status_code == 404


def test_tiers_made_of_an_individual_takes_the_answers_of_individuals(lumen):
    with lumen():
        ask("pistes", "SPORT", profil="individu")
        ask("tiers", "SPORT", profil="individu")
        piste = qualified(entreprise=None, prenom="Zoé", nom="Perrin")
        piste.answer({"SPORT": "Judo"})
        tiers = convert(piste, now=MIDI)
        assert isinstance(tiers, Tiers) and tiers.champs == {"SPORT": "Judo"}
