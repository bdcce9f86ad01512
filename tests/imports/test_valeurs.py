"""The values of a list of Configuration, by file."""

import pytest

from crm.clock import today
from crm.pistes import Piste
from crm.valeurs import Valeur
from tests.imports.conftest import deposit

SECTEURS, ROLES = "/configuration/listes/secteur", "/configuration/listes/role_contact"


def labels(lumen, liste: str) -> list[str]:
    with lumen():
        return [valeur.libelle for valeur in Valeur.of(liste)]


@pytest.mark.covers("D-021")
def test_sectors_are_imported_by_csv(alice, lumen, examined, work):
    before = labels(lumen, "secteur")
    content = "Secteurs d’activité\nNautisme\nINDUSTRIE\nÉnergie\nénergie\n{}\n".format("x" * 61)
    number = examined(content.encode("cp1252"), "secteurs.csv", SECTEURS)
    page = alice.get(f"{SECTEURS}/imports/{number}").text
    assert "60 caractères au plus" in page and "Même nom que la ligne 4" in page and "Industrie" in page
    assert labels(lumen, "secteur") == before
    alice.post(f"{SECTEURS}/imports/{number}/lancement", {})
    work()
    assert labels(lumen, "secteur") == [*before, "Nautisme", "Énergie"]
    page = alice.get(f"{SECTEURS}/imports/{number}").text.replace("\u00a0", " ")
    assert "2 créations, 1 mise à jour, 1 doublon, 1 erreur." in page


def test_a_value_in_use_stays_when_its_import_is_undone(alice, lumen, imported, work):
    number, _ = imported(b"Nom\nViticulture\nApiculture\n", SECTEURS)
    with lumen():
        Piste.create(entreprise="Domaine", secteur="Viticulture", prochaine_action_le=today())
    alice.post(f"{SECTEURS}/imports/{number}/annulation", {})
    work()
    assert {"Viticulture", "Apiculture"}.intersection(labels(lumen, "secteur")) == {"Viticulture"}
    assert "1 fiche modifiée depuis reste : Viticulture." in alice.get(f"{SECTEURS}/imports/{number}").text.replace(
        "\u00a0", " "
    )
    imported(b"Nom\nApiculture\n", SECTEURS)
    assert "Apiculture" in labels(lumen, "secteur")


def test_a_badge_takes_its_colour(lumen, imported):
    imported("Rôle;Couleur\nAcheteur;Vert\nACHATS;rouge\n".encode(), ROLES)
    with lumen():
        tones = {valeur.libelle: valeur.ton for valeur in Valeur.of("role_contact")}
        assert tones["Acheteur"] == "vert" and tones["Achats"] == "rouge"


def test_members_may_not_and_values_are_not_deleted_by_file(alice, bruno, david):
    assert deposit(bruno, b"Nom\nX\n", "x.csv", SECTEURS).status_code == 403
    assert alice.get("/configuration/listes/rien/imports").status_code == 404
    page = alice.get(f"{SECTEURS}/imports?mode=suppression").text
    assert "Importer des secteurs d’activité" in page and "Supprimer" not in page
