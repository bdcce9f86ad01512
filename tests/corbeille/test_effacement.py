"""A contact who was marked is erased after the delay: nothing tells who it was."""

from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from crm import clock, fusions, journal
from crm.actions import Action
from crm.anonymisation import anonymise, anonymise_later
from crm.corbeille import purge
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures import Facture
from crm.journal import Entree
from crm.listes import LISTES, palette
from crm.notifications import Notification
from crm.opportunites import Opportunite
from crm.parametres import Parametres
from crm.sujets import Etiquetage, Note, Piece
from crm.tiers import Contact
from crm.tiers.anonymisable import EFFACES
from tenants import db, periodic
from tests.corbeille.test_anonymisation import ALORS, QUAND, VEILLE, count, person, tables_that_say
from tests.fabrique import make_contact, make_facture, make_opportunite, make_tiers, moi


@pytest.mark.covers("B-047")
def test_after_the_delay_nothing_tells_who_it_was(alice, lumen):
    with lumen():
        contact = person("grandidier")
        tiers, id = contact.tiers_actifs[0].tiers, contact.id
        palette.remember(moi(), LISTES["contacts"], contact)
        affaire = make_opportunite(tiers, contact_id=id)
        facture = make_facture(tiers, issued=True, contact_id=id)
        frozen, ids = facture.fige, (facture.id, affaire.id)
        assert affaire.nom_contact == "Sophie grandidier" and "Sophie grandidier" in str(frozen)
        anonymise_later(contact, QUAND)
        said = {"contacts", "notes", "pieces", "actions", "reponses", "opportunites", "journal"}
        assert said <= tables_that_say("grandidier")
        assert anonymise(VEILLE) == 0, "not a minute before"
        assert anonymise(ALORS) == 1 and anonymise(ALORS) == 0, "once"
        contact = db.session.get(Contact, id)
        assert {key: getattr(contact, key) for key in EFFACES} == EFFACES
        assert {link.role for link in contact.rattachements} == {None}
        assert tables_that_say("grandidier") == {"factures", "journal"}, "what is issued"
        kept = "SELECT DISTINCT sujet_type FROM journal j WHERE to_jsonb(j)::text LIKE '%grandidier%'"
        assert db.session.scalars(text(kept)).all() == ["factures"], "and the history of its issue"
        for model in (Note, Piece, Etiquetage, Action):
            assert count(model, model.sujet_type == "contacts", model.sujet_id == id) == 0
        assert count(Notification, Notification.sujet_type == "contacts", Notification.sujet_id == id) == 0
        assert db.session.get(Opportunite, ids[1]).nom_contact == "Contact anonymisé"
        assert db.session.get(Facture, ids[0]).fige == frozen, "what is issued stays as it was"
        told = [entry.action for entry in journal.history("contacts", id)]
        assert told[0] == "anonymisation" and "creation" in told
    card = alice.get(f"/contacts/{id}?onglet=historique").text
    assert "Contact anonymisé le 21 décembre 2026" in card and "Annuler l’anonymisation" not in card
    assert alice.delete(f"/contacts/{id}/corbeille", htmx=True).status_code == 422
    assert "Contact anonymisé" not in alice.get("/contacts?vue=a_anonymiser").text


def test_every_column_of_a_contact_is_erased_or_tells_nobody():
    kept = "id cree_le modifie_le version supprime_le fusionne_dans_id anonymiser_le anonymise_le nature langue"
    computed = {one.key for one in inspect(Contact).column_attrs if one.columns[0].computed is not None}
    known = {*EFFACES, *kept.split(), *computed, "responsable_id", "tri_organisation"}
    assert {one.key for one in inspect(Contact).column_attrs} == known


def test_those_merged_into_it_are_the_same_person(lumen):
    with lumen():
        contact, doublon = person(), person("lamartiniere")
        palette.remember(moi(), LISTES["contacts"], doublon)
        fusions.merge(contact, doublon, set(), QUAND)
        anonymise_later(contact, QUAND)
        number = doublon.id
        anonymise(ALORS)
        assert db.session.get(Contact, number).libelle == "Contact anonymisé"
        assert tables_that_say("lamartiniere") == set()


def test_who_is_marked_or_anonymised_is_never_purged(lumen):
    with lumen():
        marked, erased = person(), person()
        Parametres.current().delai_anonymisation = 90
        anonymise_later(marked, QUAND)
        Parametres.current().delai_anonymisation = 30
        anonymise_later(erased, QUAND)
        ids = marked.id, erased.id
        anonymise(ALORS)
        purge(ALORS + timedelta(days=40))
        assert [db.session.get(Contact, id).is_to_anonymise for id in ids] == [True, False]


def test_the_clock_erases_and_catches_up_in_each_company(app, lumen, dupont, monkeypatch):
    ids = {}
    for company in (lumen, dupont):
        with company():
            contact = make_contact(make_tiers())
            anonymise_later(contact, QUAND)
            ids[company] = contact.id
    monkeypatch.setattr(clock, "now", lambda: ALORS + timedelta(days=20))
    with app.app_context():
        periodic.look_what_is_due()
        periodic.look_what_is_due()
    for company in (lumen, dupont):
        with company():
            assert db.session.get(Contact, ids[company]).libelle == "Contact anonymisé"


def test_what_is_erased_is_not_undone(lumen):
    with lumen():
        contact = person()
        entry = journal.history("contacts", contact.id)[0]
        anonymise_later(contact, QUAND)
        anonymise(ALORS)
        with pytest.raises(RegleMetier, match="anonymis"):
            journal.undo(entry.lot)
        with pytest.raises(RegleMetier, match="n’existent plus"):
            db.session.get(Contact, contact.id).restore()


def test_the_journal_is_erased_of_persons_only(lumen):
    with lumen():
        entry = db.session.scalars(select(Entree).where(Entree.sujet_type == "tiers").limit(1)).first()
        number = entry.id if entry else make_tiers() and db.session.scalar(select(func.max(Entree.id)))
        with pytest.raises(DBAPIError, match="ne se modifie"), db.session.begin_nested():
            db.session.execute(
                text(
                    "UPDATE journal SET efface_le = now(), libelle = 'Contact anonymisé', avant = '{}', apres = '{}' "
                    "WHERE sujet_type = 'tiers' AND id = :id"
                ),
                {"id": number},
            )
        assert db.session.scalar(select(func.count()).select_from(Membre))
