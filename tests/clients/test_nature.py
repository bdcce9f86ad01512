"""What a tiers is: company or individual, prospect, client or supplier, and the people it is made of."""

import pytest
from sqlalchemy import select

from crm.tiers import Contact
from tenants import db
from tests.clients.test_fiches import CLIENT


@pytest.mark.covers("D-116")
def test_individual_is_one_card_without_a_contact_apart(bruno, lumen):
    person = CLIENT | {
        "nature": "individu",
        "nom": "Perrin",
        "prenom": "Odile",
        "qualification": "particulier",
        "siret": "",
    }
    made = bruno.post("/clients/", person, target="form")
    card = bruno.get(made.headers["HX-Redirect"], root=True).text
    assert "Odile Perrin" in card
    with lumen():
        assert db.session.scalar(select(Contact).where(Contact.nom == "Perrin")) is None


@pytest.mark.covers("D-014")
def test_a_tiers_is_prospect_client_or_fournisseur(bruno, lumen):
    for role in ("prospect", "client", "fournisseur"):
        bruno.post(
            "/clients/", CLIENT | {"nom": f"Un {role} de Dole", "roles": role, "siret": "", "siren": ""}, htmx=True
        )
    for vue, role in (("prospects", "prospect"), ("clients", "client"), ("fournisseurs", "fournisseur")):
        page = bruno.get(f"/clients?vue={vue}&q=dole").text
        assert [one for one in ("prospect", "client", "fournisseur") if f"Un {one} de Dole" in page] == [role]


@pytest.mark.covers("D-123")
def test_contacts_come_once_the_client_is_saved(bruno, client):
    assert "Ajouter un contact" not in bruno.get("/clients/nouveau").text
    assert "Ajouter un contact" in bruno.get(f"/clients/{client}?onglet=contacts").text


@pytest.mark.covers("D-120")
def test_a_role_made_in_configuration_is_offered_on_the_contact(alice, bruno, client):
    created = alice.post(
        "/configuration/listes/role_contact", {"libelle": "Chef d’atelier", "ton": "neutre"}, htmx=True
    )
    assert created.status_code in (200, 204)
    assert "Chef d’atelier" in bruno.get(f"/clients/{client}/contacts/nouveau", target="volet-contenu").text
