"""Clients, their contacts and the articles: created, shown, changed, undone, thrown away and taken back."""

import re

import pytest
from sqlalchemy import select

from crm.articles import Article
from crm.tiers import Contact, Tiers
from tenants import db
from tests.fabrique import (
    make_article,
    make_contact,
    make_devis,
    make_tiers,
)

CLIENT = {
    "nature": "societe",
    "nom": "Société d’Ébénisterie de Franche-Comté",
    "roles": "client",
    "qualification": "assujetti_fr",
    "siret": "732 829 320 00074",
    "email": "contact@ebenisterie.example",
    "ligne1": "12 rue des Artisans",
    "code_postal": "25000",
    "ville": "Besançon",
    "pays": "FR",
    "langue": "fr",
    "mode_reglement": "",
    "responsable_id": "",
}

ARTICLE = {"designation": "Autre", "nature": "service", "prix_unitaire": "1", "tva": "20", "unite": ""}


def read(lumen, id: int, *names: str):
    with lumen():
        tiers = db.session.get(Tiers, id)
        return [getattr(tiers, name) for name in names]


@pytest.mark.covers("E-008", "D-016", "D-128")
def test_client_is_created_with_identity_and_address(bruno, lumen):
    response = bruno.post("/clients/", CLIENT, htmx=True)
    assert response.status_code == 204
    id = int(re.search(r"/clients/(\d+)", response.headers["HX-Redirect"])[1])
    assert read(lumen, id, "siren", "siret", "ville", "is_client") == ["732829320", "73282932000074", "Besançon", True]
    page = bruno.get(f"/clients/{id}").text
    assert "Société d’Ébénisterie de Franche-Comté" in page and "12 rue des Artisans" in page


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [("nom", " ", "Indiquez le nom"), ("siret", "732829321", "SIREN"), ("email", "a@", "adresse e-mail valide")],
)
def test_wrong_client_is_refused_and_nothing_typed_is_lost(bruno, field, value, expected):
    response = bruno.post("/clients/", CLIENT | {field: value}, target="form")
    assert response.status_code == 422 and expected in response.text
    assert "12 rue des Artisans" in response.text


@pytest.mark.parametrize("onglet", ["activite", "documents", "contacts", "adresses", "fichiers", "historique"])
def test_every_tab_of_a_client_opens(alice, chloe, client, onglet):
    for someone in (alice, chloe):
        assert someone.get(f"/clients/{client}?onglet={onglet}").status_code == 200


def test_client_and_its_fragments_open_from_their_form(alice, client):
    for path in ("modification", "adresses/nouvelle", "contacts/nouveau"):
        assert alice.get(f"/clients/{client}/{path}").status_code == 200
        assert alice.get(f"/clients/{client}/{path}", target="volet-contenu").status_code == 200


def test_change_can_be_undone(alice, lumen, client):
    (before,) = read(lumen, client, "nom")
    response = alice.post(f"/clients/{client}", CLIENT | {"nom": "Un autre nom"}, htmx=True)
    assert response.status_code == 204 and read(lumen, client, "nom") == ["Un autre nom"]
    page = alice.get(f"/clients/{client}").text
    undo = re.search(r'data-annuler="[^"]*(/annulations/[0-9a-f-]+)"', page)[1]
    assert alice.post(undo, htmx=True).status_code == 204
    assert read(lumen, client, "nom") == [before]


def test_two_people_changing_at_once_are_told(alice, bruno, lumen, client):
    (version,) = read(lumen, client, "version")
    alice.post(f"/clients/{client}", CLIENT | {"nom": "Par Alice", "version": version}, htmx=True)
    second = bruno.post(f"/clients/{client}", CLIENT | {"nom": "Par Bruno", "version": version}, target="form")
    assert second.status_code == 422 and "modifié entre-temps par Alice Moreau" in second.text
    assert "Par Bruno" in second.text and read(lumen, client, "nom") == ["Par Alice"]


def test_trash_and_back(alice, lumen, client):
    assert alice.post(f"/clients/{client}/corbeille", htmx=True).status_code == 204
    assert "À la corbeille" in alice.get(f"/clients/{client}").text
    assert alice.get(f"/clients/{client}/modification").status_code == 404
    assert alice.delete(f"/clients/{client}/corbeille", htmx=True).status_code == 204
    assert read(lumen, client, "supprime_le") == [None]


@pytest.mark.covers("D-119", "D-122")
def test_contact_is_attached_with_a_role(bruno, lumen, client):
    form = {"nom": "Delaunay", "prenom": "Sophie", "role": "Service Comptabilité"}
    assert bruno.post(f"/clients/{client}/contacts", form, htmx=True).status_code == 204
    page = bruno.get(f"/clients/{client}?onglet=contacts").text
    assert "Sophie Delaunay" in page and "Service Comptabilité" in page
    with lumen():
        id = db.session.scalar(select(Contact.id).where(Contact.prenom == "Sophie"))
    for onglet in ("activite", "tiers", "fichiers", "historique"):
        assert bruno.get(f"/contacts/{id}?onglet={onglet}").status_code == 200


def test_second_address_may_take_the_invoices(bruno, lumen, client):
    form = {"ligne1": "Service facturier", "code_postal": "75001", "ville": "Paris", "pays": "FR", "facturation": "y"}
    assert bruno.post(f"/clients/{client}/adresses", form, htmx=True).status_code == 204
    with lumen():
        tiers = db.session.get(Tiers, client)
        assert (tiers.adresse_facturation.ville, tiers.adresse_livraison.ville, tiers.ville) == (
            "Paris",
            "Lyon",
            "Lyon",
        )


@pytest.mark.covers("E-030")
def test_article_is_created_priced_and_taxed(bruno, lumen):
    form = ARTICLE | {"designation": "Pose d’un rail", "prix_unitaire": "1 042,5075"}
    assert bruno.post("/articles/", form, htmx=True).status_code == 204
    with lumen():
        article = db.session.scalar(select(Article).where(Article.designation == "Pose d’un rail"))
        assert str(article.prix_unitaire) == "1042.5075"
        id = article.id
    assert bruno.get(f"/articles/{id}").status_code == 200


def test_reference_belongs_to_one_article(bruno, lumen):
    with lumen():
        reference = make_article().reference
    form = ARTICLE | {"reference": reference}
    response = bruno.post("/articles/", form, target="form")
    assert response.status_code == 422 and "déjà celle de" in response.text


def test_reader_sees_and_changes_nothing(chloe, client):
    page = chloe.get(f"/clients/{client}").text
    assert "Modifier" not in page.split("<main")[1].split("Raccourcis")[0] or "corbeille" not in page
    assert chloe.post(f"/clients/{client}/notes", {"texte": "x"}, htmx=True).status_code == 403


@pytest.mark.covers("D-121")
def test_document_is_written_for_a_contact_from_their_card(bruno, lumen):
    with lumen():
        make_contact(tiers := make_tiers("Bâti Rhône"))
        second = make_contact(tiers, prenom="Ali", nom="Zidane")
        make_devis(tiers, contact_id=second.id, objet="Cloisons du hall")
        make_devis(tiers, objet="À quelqu’un d’autre")
        ids = tiers.id, second.id
    card = bruno.get(f"/contacts/{ids[1]}").text
    assert f"/devis/nouveau?tiers={ids[0]}&amp;contact={ids[1]}" in card and "Devis pour Bâti Rhône" in card
    editor = bruno.get(f"/devis/nouveau?tiers={ids[0]}&contact={ids[1]}").text
    assert f'<option selected value="{ids[1]}">Ali Zidane' in editor
    documents = bruno.get(f"/contacts/{ids[1]}?onglet=documents").text
    assert "Cloisons du hall" in documents and "À quelqu’un d’autre" not in documents
