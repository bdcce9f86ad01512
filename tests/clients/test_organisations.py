"""Organisations group contacts; a company gives them its own word, or does without."""

import csv
import io
import re
from datetime import date

import pytest
from sqlalchemy import select

from crm.parametres import Parametres
from crm.tiers import Contact, Tiers
from crm.valeurs import Valeur
from tenants import db
from tests.fabrique import make_contact, make_tiers
from tests.imports.conftest import deposit, number_of, proposed
from tests.listes.test_exports import export

FORM = {"email": "sophie@delaunay.fr", "langue": "fr", "nature": "societe", "responsable_id": ""}


@pytest.fixture
def organised(lumen):
    """The company does with organisations, or without."""

    def switch(actif: bool = True, nom: str = "") -> None:
        with lumen():
            Parametres.current().configure_module("clients", actif=actif, nom=nom)

    yield switch
    switch()


@pytest.fixture
def contact(lumen) -> int:
    with lumen():
        return make_contact(make_tiers("Scierie du Doubs"), nom="Sapin").id


@pytest.mark.covers("C-006")
def test_organisations_go_by_the_word_of_the_company(alice, organised, contact):
    organised(nom="Associations")
    for path in ("/contacts", f"/contacts/{contact}", "/contacts/nouveau", "/clients"):
        assert "Associations" in alice.get(path).text, path
    columns = alice.get("/contacts/colonnes", target="volet-contenu").text
    assert "Associations" in columns and "Sociétés" not in columns


@pytest.mark.covers("C-007")
def test_organisations_are_clients_suppliers_partners_linked_to_one_another(bruno, lumen):
    with lumen():
        Parametres.current().filiales = Parametres.current().delegations = True
        mere, fournisseur = make_tiers("Groupe Bois"), make_tiers("Vernis SARL")
        fille = make_tiers("Bois du Nord", societe_mere_id=mere.id)
        fournisseur.fournisseur_depuis = date(2026, 1, 2)
        fille.delegate(fournisseur, lien=Valeur.add("lien_tiers", libelle="Partenaire").libelle)
        ids = mere.id, fille.id, fournisseur.id
    assert "Bois du Nord" in bruno.get(f"/clients/{ids[0]}").text
    card = bruno.get(f"/clients/{ids[1]}").text
    assert "Groupe Bois" in card and "Vernis SARL" in card and "Partenaire" in card
    assert "Vernis SARL" in bruno.get("/clients?vue=fournisseurs").text


@pytest.mark.covers("C-008", "C-009")
def test_a_contact_is_a_person_associated_with_an_organisation(bruno, david, lumen, organised):
    organised()
    with lumen():
        tiers_id = make_tiers("Menuiserie Vosges").id
    assert 'name="tiers_id"' in bruno.get("/contacts/nouveau").text
    made = bruno.post("/contacts/", FORM | {"prenom": "Sophie", "nom": "Lin", "tiers_id": str(tiers_id)}, htmx=True)
    id = int(re.search(r"/contacts/(\d+)", made.headers["HX-Redirect"])[1])
    with lumen():
        (link,) = db.session.get(Contact, id).tiers_actifs
        assert link.tiers_id == tiers_id and link.principal
    card = bruno.get(f"/contacts/{id}").text
    assert f'/clients/{tiers_id}">Menuiserie Vosges' in card
    assert bruno.post("/contacts/", FORM | {"tiers_id": "999999"}, htmx=True).status_code == 404
    kept = bruno.post("/contacts/", FORM | {"email": "faux@", "tiers_id": str(tiers_id)}, target="form")
    assert kept.status_code == 422 and "Menuiserie Vosges" in kept.text


@pytest.mark.covers("C-009")
def test_without_organisations_a_contact_shows_no_link(alice, work, lumen, organised, contact):
    with lumen():
        tiers_id = db.session.get(Contact, contact).tiers_actifs[0].tiers_id
        assert db.session.get(Tiers, tiers_id).nom == "Scierie du Doubs"
    assert "Scierie du Doubs" in alice.get("/contacts?q=sapin").text
    organised(actif=False)
    for path in (
        "/contacts?q=sapin",
        "/contacts?q=sapin&dessin=cartes&tri=societes",
        f"/contacts/{contact}",
        f"/contacts/{contact}?onglet=tiers",
        f"/contacts/{contact}/modification",
    ):
        page = alice.get(path).text
        assert "Scierie du Doubs" not in page and f"/clients/{tiers_id}" not in page, path
    form = alice.get("/contacts/nouveau").text
    assert "tiers_id" not in form
    content = export(alice, work, module="/contacts", ids=[contact]).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content), delimiter=";")
    assert "Scierie du Doubs" not in content and "Sociétés" not in row and "Clients" not in row
    made = alice.post("/contacts/", FORM | {"email": "seule@delaunay.fr", "tiers_id": str(tiers_id)}, htmx=True)
    with lumen():
        id = int(re.search(r"/contacts/(\d+)", made.headers["HX-Redirect"])[1])
        assert db.session.get(Contact, id).tiers_actifs == []


@pytest.mark.covers("C-009")
def test_without_organisations_a_file_of_contacts_ties_nobody(alice, work, lumen, organised):
    organised(actif=False)
    number = number_of(deposit(alice, "Nom;Société;Rôle\nSeul;Pas de société;Gérant\n".encode(), module="/contacts"))
    page = alice.get(f"/contacts/imports/{number}/correspondance").text
    assert not {"organisation", "code_client", "role"} & set(re.findall(r'<option value="(\w+)"', page))
    assert proposed(alice, number, "/contacts") == ["nom", "", ""] and "ORGANISATION" not in page
    forged = {"colonne": ["nom", "organisation", "role"]}
    assert alice.post(f"/contacts/imports/{number}/correspondance", forged).status_code == 303
    work()
    assert alice.post(f"/contacts/imports/{number}/lancement", {}).status_code == 303
    work()
    with lumen():
        assert db.session.scalars(select(Contact).where(Contact.nom == "Seul")).one().rattachements == []
        assert db.session.scalar(select(Tiers).where(Tiers.nom == "Pas de société")) is None
