"""« Nouveau contact »: the e-mail alone is asked for, where the company wants it; a person may have no name."""

import re

import pytest
from sqlalchemy import select

from crm import imprimes
from crm.courriels import prepare
from crm.opportunites import Opportunite
from crm.parametres import Parametres
from crm.pistes import convert
from crm.semblables import Signalement, similar
from crm.statuts import Statut
from crm.tiers import CONTACT, Contact
from tenants import db
from tests.fabrique import MIDI, make_contact, make_facture, make_opportunite, make_piste, make_tiers

FORM = {"langue": "fr", "nature": "societe", "responsable_id": ""}


def made(answer) -> int:
    return int(re.search(r"/contacts/(\d+)", answer.headers["HX-Redirect"])[1])


def ask_for_email(lumen, asked: bool) -> None:
    with lumen():
        Parametres.current().contacts_email_requis = asked


@pytest.mark.covers("B-038", "B-039")
def test_the_form_asks_for_the_email_and_for_nothing_else(bruno, lumen):
    page = bruno.get("/contacts/nouveau").text
    assert re.search(r'for="email">Adresse e-mail</label>', page) and "Créer le contact" in page
    refused = bruno.post("/contacts/", FORM | {"nom": "Delaunay", "fonction": "Gérante"}, target="form")
    assert refused.status_code == 422 and "Indiquez l’adresse e-mail." in refused.text and "Gérante" in refused.text
    id = made(bruno.post("/contacts/", FORM | {"email": "Sophie@Delaunay.fr"}, htmx=True))
    card = bruno.get(f"/contacts/{id}").text
    assert "<h1" in card and "sophie@delaunay.fr</h1>" in re.sub(r"\s+<", "<", card)
    for onglet in ("tiers", "documents", "historique"):
        assert bruno.get(f"/contacts/{id}?onglet={onglet}").status_code == 200


@pytest.mark.covers("B-039")
def test_the_company_may_do_without_the_email(alice, bruno, lumen):
    page = alice.get("/configuration/clients").text
    assert 'name="contacts_email_requis"' in page
    with lumen():
        version = Parametres.current().version
    form = {"assignation": "tous", "version": str(version), "delai_anonymisation": "30"}
    assert bruno.post("/configuration/clients", form).status_code == 403
    assert alice.post("/configuration/clients", form).status_code == 303
    with lumen():
        assert not Parametres.current().contacts_email_requis
    assert made(bruno.post("/contacts/", FORM | {"nom": "Sans Adresse"}, htmx=True))
    refused = bruno.post("/contacts/", FORM | {"prenom": "Sophie"}, target="form")
    assert refused.status_code == 422 and "indiquez le nom ou l’e-mail" in refused.text
    ask_for_email(lumen, True)


@pytest.mark.covers("B-039")
def test_the_email_is_never_asked_for_elsewhere(bruno, lumen, client):
    assert bruno.post(f"/clients/{client}/contacts", {"nom": "Chantier"}, htmx=True).status_code == 204
    with lumen():
        assert db.session.scalar(select(Contact).where(Contact.nom == "Chantier")).email is None
        piste = make_piste(prenom="Luc", nom="Converti", email=None)
        piste.pass_to(next(statut for statut in Statut.of("pistes") if statut.convertible))
        convert(piste, now=MIDI)
        assert piste.contact.email is None and piste.contact.nom == "Converti"


def test_a_contact_changed_keeps_a_name_or_an_email(bruno, lumen):
    with lumen():
        id = make_contact(make_tiers(), email=None).id
    assert bruno.post(f"/contacts/{id}", FORM | {"nom": "Delaunay"}, htmx=True).status_code == 204, "without an e-mail"
    refused = bruno.post(f"/contacts/{id}", FORM | {"prenom": "Jeanne"}, target="form")
    assert refused.status_code == 422 and "Indiquez un nom ou une adresse e-mail." in refused.text


def test_who_has_no_name_goes_by_the_email_and_is_never_printed_by_it(alice, lumen):
    with lumen():
        tiers = make_tiers("Bâti Rhône")
        contact = make_contact(tiers, nom=None, prenom=None, email="anonyme@bati-rhone.fr")
        other = make_contact(make_tiers(), nom=None, prenom=None, email="autre@bati-rhone.fr")
        affaire = make_opportunite(tiers, contact_id=contact.id)
        facture = make_facture(tiers, issued=True, contact_id=contact.id)
        assert contact.libelle == "anonyme@bati-rhone.fr" and contact.personne == ""
        assert imprimes.noms(tiers, contact, None) == ("Bâti Rhône",)
        assert "anonyme@" not in prepare(facture, None).texte and prepare(facture, None).a == ["anonyme@bati-rhone.fr"]
        assert (
            CONTACT.others(contact) == [] and similar((CONTACT,), Signalement(email=contact.email))[0].fiche is contact
        )
        assert db.session.get(Opportunite, affaire.id).nom_contact == contact.libelle
        ids = contact.id, other.id
    assert "anonyme@bati-rhone.fr" in alice.get("/contacts?q=an").text, "found by the beginning of its e-mail"
    fusion = alice.get(f"/contacts/{ids[0]}/fusion?autre={ids[1]}")
    assert fusion.status_code == 200 and "anonyme@bati-rhone.fr" in fusion.text
    assert alice.post(f"/contacts/{ids[0]}/fusion", {"autre": str(ids[1])}, htmx=True).status_code == 204
