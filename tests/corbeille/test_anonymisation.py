"""A contact is deleted or anonymised: marked, it is found nowhere; later, nothing tells who it was."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from crm import clock, journal, pieces, sujets
from crm.actions import Action
from crm.anonymisation import anonymise_later
from crm.champs import ChampPersonnalise
from crm.clock import PARIS
from crm.courriels import prepare
from crm.factures import Facture
from crm.listes import LISTES, palette
from crm.parametres import Parametres
from crm.semblables import Signalement, similar
from crm.tiers import CONTACT, Consentement, Contact
from tenants import db
from tests.fabrique import make_contact, make_facture, make_piste, make_tiers, moi

QUAND = datetime(2026, 11, 21, 10, tzinfo=PARIS)
VEILLE = datetime(2026, 12, 20, 23, 59, tzinfo=PARIS)
ALORS = datetime(2026, 12, 21, 0, 30, tzinfo=PARIS)


def person(mot: str = "vauquelin") -> Contact:
    """Somebody of whom everything is said, everywhere, with this word."""
    contact = make_contact(make_tiers("Bâti Rhône"), prenom="Sophie", nom=mot, email=f"sophie@{mot}.fr")
    contact.revise(email2=f"so@{mot}.fr", telephone="04 72 61 08 33", mobile="06 11 22 33 44")
    contact.revise(fonction="Gérante", departement="Direction", type_contact="Ami")  # words of the lists of the company
    contact.revise(description=f"Allergique {mot}", validite_email="valide")
    contact.consent(Consentement(True, None, date(2026, 1, 1)))
    if not ChampPersonnalise.of("contacts"):
        ChampPersonnalise.add("contacts", question="Loisirs", code="LOISIRS", sorte="texte")
    contact.answer({"LOISIRS": f"Voile {mot}"})
    sujets.write_note(contact, f"Une note sur {mot}", moi())
    pieces.attach(contact, f"contrat-{mot}.txt", mot.encode(), moi().id)
    sujets.set_labels(contact, {sujets.Etiquette.named("VIP").id})
    Action.plan(contact, genre_="appel", texte=f"Rappeler {mot}", prevue_le=date(2026, 12, 1), membre_id=moi().id)
    contact.tiers_actifs[0].role = "Achats"
    db.session.flush()
    return contact


def count(model, *where) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def tables_that_say(mot: str) -> set[str]:
    """Those of the company's tables that still say a word."""
    return {
        table
        for table in db.metadata.tables
        if "." not in table
        and db.session.scalar(text(f"SELECT count(*) FROM {table} t WHERE lower(to_jsonb(t)::text) LIKE '%{mot}%'"))
    }


@pytest.mark.covers("B-045", "B-046")
def test_the_user_chooses_between_deleting_and_anonymising(bruno, chloe, david, lumen):
    with lumen():
        one, other = (make_contact(make_tiers()).id for _ in range(2))
    card = bruno.get(f"/contacts/{one}").text
    assert f"/contacts/{one}/suppression" in card and "Supprimer ou anonymiser" in card
    window = bruno.get(f"/contacts/{one}/suppression", target="volet-contenu").text
    assert 'value="supprimer"' in window and 'value="anonymiser"' in window and "30\xa0jours" in window
    assert "factures et avoirs déjà émis" in window
    for someone, status in ((chloe, 403), (david, 404)):
        assert someone.post(f"/contacts/{one}/suppression", {"choix": "supprimer"}, htmx=True).status_code == status
    wrong = bruno.post(f"/contacts/{one}/suppression", {"choix": "oublier"}, target="form")
    assert wrong.status_code == 422 and 'value="anonymiser"' in wrong.text
    for id, choix in ((one, "supprimer"), (other, "anonymiser")):
        assert bruno.post(f"/contacts/{id}/suppression", {"choix": choix}, htmx=True).status_code == 204
    with lumen():
        one, other = db.session.get(Contact, one), db.session.get(Contact, other)
        assert one.is_in_trash and not one.is_to_anonymise
        assert other.is_in_trash and other.anonymiser_le == clock.today() + timedelta(days=30)


@pytest.mark.covers("B-047")
def test_who_is_marked_is_found_nowhere_and_may_be_taken_back(bruno, lumen):
    with lumen():
        contact = person("Introuvable")
        tiers, id = contact.tiers_actifs[0].tiers, contact.id
        facture, tiers_id = make_facture(tiers, issued=True, contact_id=id).id, tiers.id
        palette.remember(moi(), LISTES["contacts"], contact)
    bruno.get(f"/contacts/{id}")
    assert bruno.post(f"/contacts/{id}/suppression", {"choix": "anonymiser"}, htmx=True).status_code == 204
    for path in (
        "/contacts?q=introuvable",
        "/contacts",
        "/contacts?vue=corbeille",
        "/contacts/choix?q=introuvable",
        "/recherche?q=introuvable",
        "/recherche",
        f"/clients/{tiers_id}?onglet=contacts",
        f"/devis/nouveau?tiers={tiers_id}",
    ):
        assert "Introuvable" not in bruno.get(path, target="x").text.split("<main")[-1].split("Raccourcis")[0], path
    with lumen():
        assert prepare(db.session.get(Facture, facture)).a == [db.session.get(Facture, facture).tiers.email]
        assert similar((CONTACT,), Signalement(email="sophie@introuvable.fr")) == []
    assert "Introuvable" in bruno.get("/contacts?vue=a_anonymiser").text
    card = bruno.get(f"/contacts/{id}").text
    assert "À anonymiser le" in card and "Annuler l’anonymisation" in card and "Modifier les coordonnées" not in card
    assert bruno.get(f"/contacts/{id}/modification").status_code == 404
    assert bruno.delete(f"/contacts/{id}/corbeille", htmx=True).status_code == 204
    assert "Introuvable" in bruno.get("/contacts?q=introuvable").text
    with lumen():
        assert db.session.get(Contact, id).anonymiser_le is None


def test_the_delay_is_that_of_the_company(alice, bruno, lumen):
    with lumen():
        version = Parametres.current().version
    form = {"assignation": "tous", "contacts_email_requis": "y", "version": str(version)}
    refused = alice.post("/configuration/clients", form | {"delai_anonymisation": "400"})
    assert refused.status_code == 422 and "entre 0 et 365" in refused.text
    assert alice.post("/configuration/clients", form | {"delai_anonymisation": "10"}).status_code == 303
    with lumen():
        contact = make_contact(make_tiers())
        anonymise_later(contact, QUAND)
        assert contact.anonymiser_le == date(2026, 12, 1)
        Parametres.current().delai_anonymisation = 30


def test_marking_is_undone_by_the_toast(bruno, lumen):
    with lumen():
        id = make_contact(make_tiers()).id
    bruno.post(f"/contacts/{id}/suppression", {"choix": "anonymiser"}, htmx=True)
    with lumen():
        lot = journal.history("contacts", id)[0].lot
    assert bruno.post(f"/annulations/{lot}", htmx=True).status_code in (204, 303)
    with lumen():
        contact = db.session.get(Contact, id)
        assert (contact.supprime_le, contact.anonymiser_le) == (None, None)


def test_the_window_names_the_prospect_it_was(bruno, lumen):
    with lumen():
        contact = make_contact(make_tiers())
        make_piste(entreprise="Ancienne Piste").contact_id = contact.id
        id = contact.id
    assert "Ancienne Piste" in bruno.get(f"/contacts/{id}/suppression", target="volet-contenu").text
