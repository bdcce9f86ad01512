"""The offer of an opportunity on screen: its lines, and the devis they become."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm.clock import today
from crm.devis import Devis
from crm.opportunites import LigneOffre, Opportunite
from crm.statuts import Statut
from tenants import db
from tests.fabrique import make_opportunite, make_piste
from tests.opportunites.test_ecrans import AUDIT, CENT, DONE, read, shown
from tests.pistes.test_regles import pass_to


@pytest.mark.covers("D-002", "E-032", "E-033", "E-034", "E-035")
def test_an_offer_is_written_and_becomes_a_devis(bruno, lumen):
    with lumen():
        piste = make_piste(entreprise="Hôtel du Lac", nom="Rey")
        pass_to(piste, "Qualifié")
        id = make_opportunite(piste_id=piste.id, montant=None, conditions="30 % à la commande").id
    assert bruno.post(f"/opportunites/{id}/lignes", AUDIT).status_code in DONE
    assert "Indiquez ce que vous proposez" in bruno.post(f"/opportunites/{id}/lignes", AUDIT | {"designation": ""}).text
    assert read(lumen, id, "montant") == [Decimal("810.90")]
    page = shown(bruno, f"/opportunites/{id}", onglet="offre")
    assert "Audit" in page and "30 % à la commande" in page and re.search(r"810,90\s€", page)
    assert bruno.post(f"/opportunites/{id}/devis", {}).status_code in DONE
    with lumen():
        devis = db.session.scalars(select(Devis).where(Devis.opportunite_id == id)).one()
        assert (devis.nom_client, devis.objet, devis.conditions) == (
            "Hôtel du Lac", "Équipement du showroom", "30 % à la commande",
        )  # fmt: skip
        assert (devis.total_ht, devis.total_ttc) == (Decimal("810.90"), Decimal("973.08"))
    assert "Devis en brouillon" in shown(bruno, f"/opportunites/{id}", onglet="devis")


def test_a_prospect_that_is_not_qualified_gets_no_devis(bruno, lumen):
    with lumen():
        id = make_opportunite(piste_id=make_piste(entreprise="Trop tôt").id).id
    answer = bruno.post(f"/opportunites/{id}/devis", {})
    assert "Passez d’abord le prospect au statut" in answer.text
    with lumen():
        assert db.session.scalars(select(Devis.id).where(Devis.opportunite_id == id)).all() == []


def test_a_line_is_changed_then_taken_away_and_the_amount_follows(bruno, lumen, affaire):
    for designation in ("Étude", "Pose"):
        bruno.post(f"/opportunites/{affaire}/lignes", CENT | {"designation": designation})
    with lumen():
        first, second = db.session.scalars(select(LigneOffre).where(LigneOffre.opportunite_id == affaire)).all()
        ids, version = (first.id, second.id), first.version
    change = CENT | {"designation": "Étude", "quantite": "3", "version": str(version)}
    bruno.post(f"/opportunites/{affaire}/lignes/{ids[0]}", change)
    assert read(lumen, affaire, "montant") == [Decimal(400)]
    bruno.post(f"/opportunites/{affaire}/lignes/{ids[1]}/retrait", {})
    assert read(lumen, affaire, "montant") == [Decimal(300)]
    assert "entre-temps" in bruno.post(f"/opportunites/{affaire}/lignes/{ids[0]}", change).text
    with lumen():
        other = make_opportunite().id
    assert bruno.post(f"/opportunites/{other}/lignes/{ids[0]}", change).status_code == 404


@pytest.mark.covers("D-141")
@pytest.mark.parametrize("won", [False, True])
def test_a_devis_and_an_action_are_made_of_it_before_and_after_it_is_won(bruno, lumen, affaire, won):
    if won:
        with lumen():
            db.session.get(Opportunite, affaire).pass_to(Statut.coded("opportunites", "gagnee"), today())
    card = bruno.get(f"/opportunites/{affaire}").text
    assert "Transformer en devis" in card and "Planifier une action" in card
    assert bruno.post(f"/opportunites/{affaire}/devis", {}).status_code in DONE
    planned = {"genre_": "rencontre", "texte": "Réception", "prevue_le": today().isoformat(), "membre_id": ""}
    assert bruno.post(f"/opportunites/{affaire}/actions", planned).status_code in DONE
    with lumen():
        assert db.session.scalars(select(Devis).where(Devis.opportunite_id == affaire)).one().is_brouillon
    assert "Réception" in bruno.get(f"/opportunites/{affaire}").text
