"""The import of opportunities: their client, their step and their status; and those that exist already."""

import pytest
from sqlalchemy import select

from crm.clock import today
from crm.opportunites import Opportunite
from tenants import db
from tests.fabrique import make_opportunite, make_tiers

TETE = "Objet;Client;Étape;Statut;Motif de perte;Montant HT;Chances;Clôture prévue;Suivie par\n"


@pytest.fixture
def ventes(lumen, imported):
    with lumen():
        make_tiers("Hôtel du Lac")
    return lambda rows, **data: imported((TETE + rows).encode(), module="/opportunites", **data)[1]


def sale(nom: str) -> Opportunite:
    return db.session.scalars(select(Opportunite).where(Opportunite.nom == nom)).one()


def test_a_sale_is_imported_where_it_stands(lumen, ventes):
    page = ventes(
        "Cuisine;hotel du lac;proposition;;;12 500,50;60;31/01/2027;alice@atelier-lumen.example\n"
        "Terrasse;Hôtel du Lac;;Fermée perdue;Prix;1000;;;\n"
        "Perdue d’avance;Inconnu;;;;;;;\n"
        "Sans client;;;;;;;;\n"
        "Trop loin;Hôtel du Lac;Signature;;;;;;\n"
    )
    assert "2 créations" in page and "aucun client ne s’appelle « Inconnu »" in page
    assert "« Client » ou « Code client » : complétez l’une de ces cellules" in page
    assert "« Signature » n’est pas une étape" in page
    with lumen():
        kitchen, terrace = sale("Cuisine"), sale("Terrasse")
        assert (str(kitchen.montant), kitchen.etape.libelle, kitchen.probabilite) == ("12500.50", "Proposition", 60)
        assert [le for _, le in kitchen.validees] == [today()] * 2 and kitchen.nom_client == "Hôtel du Lac"
        assert (terrace.statut.code, terrace.motif, terrace.situation) == ("perdue", "Prix", "perdu")


def test_the_same_sale_of_the_same_client_is_known(lumen, ventes):
    with lumen():
        make_opportunite(make_tiers("Garage Noël"), nom="Pont élévateur")
    page = ventes("Pont élévateur;Garage Noël;Négociation;;;9000;;;\n", doublons="modifier")
    assert "1 mise à jour" in page
    with lumen():
        assert (sale("Pont élévateur").montant, sale("Pont élévateur").etape.libelle) == (9000, "Négociation")


def test_a_cell_that_went_wrong_since_the_preview_is_told_and_the_other_rows_are_done(alice, lumen, work, examined):
    with lumen():
        make_tiers("Librairie Passage")
    rows = "Rayonnages;Librairie Passage;;;;;;;\nVitrine;Hôtel de Gap;;;;;;;\n"
    with lumen():
        make_tiers("Hôtel de Gap")
    number = examined((TETE + rows).encode(), module="/opportunites")
    with lumen():
        make_tiers("Hôtel de Gap")  # two clients bear the name now
    alice.post(f"/opportunites/imports/{number}/lancement", {"doublons": "ignorer"})
    work()
    page = alice.get(f"/opportunites/imports/{number}").text.replace("\u00a0", " ")
    assert "1 création" in page and "1 erreur" in page
    assert "Hôtel de Gap" in alice.get(f"/opportunites/imports/{number}/erreurs").text
    with lumen():
        assert sale("Rayonnages").nom_client == "Librairie Passage"
        assert db.session.scalars(select(Opportunite).where(Opportunite.nom == "Vitrine")).all() == []
