"""Clients, their contacts and the articles: created, shown, changed, undone, thrown away and taken back."""

import re

import pytest
from sqlalchemy import select

from crm.articles import Article
from crm.tiers import Contact, Rattachement, Tiers
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


@pytest.mark.covers("E-008", "D-016")
def test_client_is_created_with_identity_and_address(bruno, lumen):
    response = bruno.post("/clients/", CLIENT, htmx=True)
    assert response.status_code == 204
    id = int(re.search(r"/clients/(\d+)", response.headers["HX-Redirect"])[1])
    assert read(lumen, id, "siren", "siret", "ville", "is_client") == ["732829320", "73282932000074", "Besançon", True]
    page = bruno.get(f"/clients/{id}").text
    assert "Société d’Ébénisterie de Franche-Comté" in page and "12 rue des Artisans" in page
    fiscal = page[page.index("Informations fiscales") :]
    assert "732 829 320" in fiscal.replace("\u202f", " ").replace("\xa0", " ") and "Entreprise française" in fiscal
    assert f"/clients/{id}/contacts/nouveau" in bruno.get(f"/clients/{id}?onglet=contacts").text


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


def rattachement(lumen, contact: int, tiers: int) -> Rattachement:
    with lumen():
        return db.session.scalars(select(Rattachement).filter_by(contact_id=contact, tiers_id=tiers)).one()


@pytest.mark.covers("D-122")
def test_a_contact_that_exists_is_selected_from_the_card_of_a_client(bruno, lumen, client):
    with lumen():
        id = make_contact(make_tiers(), prenom="Ève", nom="Kuntz").id
    form = bruno.get(f"/clients/{client}/contacts/nouveau", target="volet-contenu").text
    assert "/contacts/choix" in form and "Ève Kuntz" in bruno.get("/contacts/choix?q=kuntz", target="x").text
    assert bruno.post(f"/clients/{client}/contacts", {"contact_id": str(id)}, htmx=True).status_code == 204
    assert "Ève Kuntz" in bruno.get(f"/clients/{client}?onglet=contacts").text
    with lumen():
        assert len(db.session.scalars(select(Contact).where(Contact.nom == "Kuntz")).all()) == 1
    again = bruno.post(f"/clients/{client}/contacts", {"contact_id": str(id)}, target="form")
    assert again.status_code == 422 and "est déjà rattaché" in again.text


@pytest.mark.covers("D-119", "D-120")
def test_a_contact_has_its_place_at_each_of_its_tiers(bruno, chloe, david, lumen):
    with lumen():
        first, second = make_tiers("Bâti Rhône"), make_tiers("Groupe Saône")
        ids = make_contact(first, nom="Aubry").id, first.id, second.id
    tab, card = f"/contacts/{ids[0]}?onglet=tiers", f"/contacts/{ids[0]}"
    assert "Rattacher à un tiers" in bruno.get(tab).text and "Rattacher à un tiers" not in chloe.get(tab).text
    assert bruno.get(f"{card}/tiers/nouveau").status_code == 200
    refused = bruno.post(f"{card}/tiers", {"tiers_id": "", "role": "Achats"}, target="form")
    assert refused.status_code == 422 and "Choisissez dans la liste." in refused.text
    assert bruno.post(f"{card}/tiers", {"tiers_id": str(ids[2]), "role": "Achats"}, htmx=True).status_code == 204
    page = bruno.get(tab).text.partition('class="ui-fiche-principal"')[2].partition("<aside")[0]
    assert "Bâti Rhône" in page and "Groupe Saône" in page and "Achats" in page
    link = rattachement(lumen, ids[0], ids[2])
    for side, autres in ((card, "tiers"), (f"/clients/{ids[2]}", "contacts")):
        place = f"{side}/{autres}/{link.id}"
        assert f"{place}/modification" in bruno.get(f"{side}?onglet={autres}").text
        assert "Achats" in bruno.get(f"{place}/modification", target="volet-contenu").text
        assert chloe.post(place, {"role": "Direction"}, htmx=True).status_code == 403
        assert david.post(place, {"role": "Direction"}, htmx=True).status_code == 404
        changed = {"role": f"Direction ({autres})", "principal": "y"}
        assert bruno.post(place, changed, htmx=True).status_code == 204
        assert f"Direction ({autres})" in bruno.get(tab).text
    assert rattachement(lumen, ids[0], ids[2]).principal
    assert bruno.post(f"/clients/{ids[1]}/contacts/{link.id}/retrait").status_code == 404, "it is not its own"
    assert bruno.post(f"{card}/tiers/{link.id}/retrait").status_code == 303
    assert "Groupe Saône</a>" not in bruno.get(tab).text


def test_one_only_is_the_main_contact(bruno, lumen):
    with lumen():
        tiers = make_tiers()
        one, other = make_contact(tiers), make_contact(tiers)
        ids = tiers.id, one.id, other.id
    link = rattachement(lumen, ids[2], ids[0])
    bruno.post(f"/clients/{ids[0]}/contacts/{link.id}", {"role": "", "principal": "y"}, htmx=True)
    assert [rattachement(lumen, one, ids[0]).principal for one in ids[1:]] == [False, True]


def test_contact_is_attached_with_a_role(bruno, lumen, client):
    form = {"nom": "Delaunay", "prenom": "Sophie", "role": "Service Comptabilité"}
    assert bruno.post(f"/clients/{client}/contacts", form, htmx=True).status_code == 204
    page = bruno.get(f"/clients/{client}?onglet=contacts").text
    assert "Sophie Delaunay" in page and "Service Comptabilité" in page
    with lumen():
        id = db.session.scalar(select(Contact.id).where(Contact.prenom == "Sophie"))
    for onglet in ("activite", "tiers", "fichiers", "historique"):
        assert bruno.get(f"/contacts/{id}?onglet={onglet}").status_code == 200


@pytest.mark.covers("D-128")
def test_each_address_may_take_invoices_deliveries_or_be_the_default(bruno, lumen, client):
    form = {"ligne1": "Service facturier", "code_postal": "75001", "ville": "Paris", "pays": "FR", "facturation": "y"}
    assert bruno.post(f"/clients/{client}/adresses", form, htmx=True).status_code == 204
    with lumen():
        tiers = db.session.get(Tiers, client)
        assert (tiers.adresse_facturation.ville, tiers.adresse_livraison.ville, tiers.ville) == (
            "Paris",
            "Lyon",
            "Lyon",
        )
    depot = {"ligne1": "Dépôt", "code_postal": "13001", "ville": "Marseille", "pays": "FR", "livraison": "y"}
    assert bruno.post(f"/clients/{client}/adresses", depot | {"defaut": "y"}, htmx=True).status_code == 204
    with lumen():
        tiers = db.session.get(Tiers, client)
        assert (tiers.adresse_facturation.ville, tiers.adresse_livraison.ville, tiers.ville) == (
            "Paris",
            "Marseille",
            "Marseille",
        )
        flags = [(a.ville, a.facturation, a.livraison, a.defaut) for a in tiers.adresses_actives]
        assert flags == [("Lyon", False, False, False), ("Paris", True, False, False), ("Marseille", False, True, True)]
    page = bruno.get(f"/clients/{client}?onglet=adresses").text
    assert all(page.count(f"</i>{said}") == 1 for said in ("Par défaut", "Facturation", "Livraison"))


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
