"""Contacts drawn as a table or as a list, sorted in both; the company's own fields among the filters."""

import re

import pytest
from sqlalchemy import select

from crm.champs import ChampPersonnalise
from crm.equipe import Membre
from crm.tiers import Contact
from tenants import db
from tests.fabrique import make_contact, make_opportunite, make_tiers
from tests.listes.conftest import names


@pytest.fixture(scope="module")
def personnes(app):
    from tests.casting import inside

    with inside(app, "atelier-lumen"):
        for nom, societe in (("Chêne", "Zinguerie Azur"), ("Hêtre", "Ateliers Nord")):
            make_contact(make_tiers(societe), prenom=None, nom=nom)


def cards(page: str) -> list[str]:
    return re.findall(r'data-fenetre="[^"]+">.*?<a href="[^"]+">(.*?)</a>', page, re.S)


@pytest.mark.covers("B-035")
def test_a_button_switches_between_table_and_list(bruno, personnes):
    table = bruno.get("/contacts").text
    assert "ui-table" in table and "ui-carte-fiche" not in table
    switch = re.search(r'aria-label="Présentation".*?</(?:nav|div)>', table, re.S)[0]
    assert "Tableau" in switch and "Liste" in switch and "dessin=cartes" in switch
    liste = bruno.get("/contacts?dessin=cartes").text
    assert "ui-table" not in liste and cards(liste) == ["Chêne", "Hêtre"]
    for titre in ("Clients", "E-mail", "Validité de l’e-mail", "Créé le"):
        assert f"<dt>{titre}</dt>" in liste, titre


@pytest.mark.covers("B-036")
def test_the_list_display_offers_its_sorts(bruno, personnes):
    page = bruno.get("/contacts?dessin=cartes").text
    for tri in ("-nom", "societes", "validite_email", "cree_le"):
        assert f"tri={tri}&amp;dessin=cartes" in page, tri
    assert cards(bruno.get("/contacts?dessin=cartes&tri=societes").text) == ["Hêtre", "Chêne"]
    assert cards(bruno.get("/contacts?dessin=cartes&tri=-nom").text) == ["Hêtre", "Chêne"]


@pytest.mark.covers("B-034", "B-070")
@pytest.mark.parametrize("module", ["contacts", "opportunites"])
def test_fields_of_the_company_are_among_the_searches(bruno, lumen, personnes, module):
    with lumen():
        ask = {"question": "Essence préférée", "code": "ESSENCE", "sorte": "texte"}
        ChampPersonnalise.add(module, **ask)
        if module == "contacts":
            fiche = db.session.scalar(select(Contact).where(Contact.nom == "Hêtre"))
        else:
            fiche = make_opportunite(make_tiers(), nom="Bar")
            make_opportunite(make_tiers(), nom="Comptoir")
        fiche.answer({"ESSENCE": "Frêne"})
        nom = fiche.libelle
    page = bruno.get(f"/{module}").text
    unfolds = re.search(r'<button[^>]*data-bs-target="#autres-filtres".*?</button>', page, re.S)[0]
    assert "Autres filtres" in unfolds and 'aria-controls="autres-filtres"' in unfolds
    others = page.split('id="autres-filtres"')[1].split("</form>")[0]
    assert "Essence préférée" in others and 'name="c_ESSENCE"' in others
    assert names(bruno.get(f"/{module}?c_ESSENCE=fre")) == [nom]
    assert names(bruno.get(f"/{module}?c_ESSENCE=sapin")) == []


@pytest.mark.covers("B-026", "B-044")
def test_a_contact_is_assigned_to_a_user(alice, bruno, chloe, lumen, personnes):
    with lumen():
        contact = db.session.scalar(select(Contact).where(Contact.nom == "Chêne"))
        id, form = contact.id, {"nom": "Chêne", "langue": "fr", "nature": "societe"}
        user = db.session.scalar(select(Membre).where(Membre.prenom == "Alice"))
        alice_id, nom = user.id, user.libelle
    assert nom in alice.get("/equipe").text
    edition = bruno.get(f"/contacts/{id}/modification", target="volet-contenu").text
    assert re.search(rf'<option value="{alice_id}">{nom}', edition)
    assert chloe.post(f"/contacts/{id}", form | {"responsable_id": str(alice_id)}, htmx=True).status_code == 403
    assert bruno.post(f"/contacts/{id}", form | {"responsable_id": str(alice_id)}, htmx=True).status_code == 204
    assert re.search(rf"Assigné à</dt><dd>.*?{nom}", bruno.get(f"/contacts/{id}").text, re.S)
    assert names(bruno.get(f"/contacts?responsable={alice_id}")) == ["Chêne"]
    lot = bruno.post("/contacts/lot/responsable_id", {"ids": str(id), "valeur": ""}, htmx=True)
    assert lot.status_code == 204 and names(bruno.get(f"/contacts?responsable={alice_id}")) == []
