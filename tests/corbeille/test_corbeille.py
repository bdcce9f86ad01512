"""The trash keeps for 30 days, then purges; what a kept row cites stays, and so does what was issued or sent."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from crm import clock
from crm.articles import Article
from crm.clock import PARIS
from crm.corbeille import purge
from crm.devis import Devis, LigneDevis
from crm.equipe import Membre
from crm.factures import Facture
from crm.journal import Entree
from crm.sujets import Etiquetage, Note, Piece, create_label, set_labels, write_note
from crm.tiers import Adresse, Contact, Rattachement, Tiers
from tenants import db, periodic
from tests.fabrique import ligne, make_article, make_contact, make_devis, make_facture, make_tiers, moi

JETE_LE = datetime(2026, 11, 2, 9, 30, tzinfo=PARIS)
JUSTE_AVANT = JETE_LE + timedelta(days=30) - timedelta(seconds=1)
ALORS = JETE_LE + timedelta(days=30)


def trash(*fiches) -> None:
    for fiche in fiches:
        fiche.trash(JETE_LE)
    db.session.flush()


def count(model, *where) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def test_record_is_purged_after_30_days_and_not_a_second_before(lumen):
    with lumen():
        trash(tiers := make_tiers("Fermeture Express"))
        assert tiers.purge_le == ALORS
        assert purge(JUSTE_AVANT) == 0
        assert purge(ALORS) == 1
        assert count(Tiers, Tiers.nom == "Fermeture Express") == 0
        entry = db.session.scalar(select(Entree).where(Entree.sujet_id == tiers.id).order_by(Entree.id.desc()))
        assert (entry.action, entry.libelle) == ("destruction", "Fermeture Express")
        assert purge(ALORS) == 0


def test_what_belongs_to_a_record_goes_with_it_and_the_rest_stays(lumen):
    with lumen():
        make_contact(tiers := make_tiers())
        make_contact(other := make_tiers())
        write_note(tiers, "À rappeler", moi())
        db.session.add(Piece(sujet_type="tiers", sujet_id=tiers.id, nom="a", type_mime="b", taille=1, sha256="c"))
        set_labels(tiers, {create_label("Perdu de vue", "rouge").id})
        trash(tiers)
        assert purge(ALORS) == 1
        for model in (Note, Piece, Etiquetage):
            assert count(model, model.sujet_type == "tiers", model.sujet_id == tiers.id) == 0
        assert (
            count(Adresse, Adresse.tiers_id == tiers.id) == count(Rattachement, Rattachement.tiers_id == tiers.id) == 0
        )
        assert (
            count(Adresse, Adresse.tiers_id == other.id) == count(Rattachement, Rattachement.tiers_id == other.id) == 1
        )
        assert count(Contact) == 2


def test_what_an_issued_document_cites_stays(lumen):
    with lumen():
        article, client = make_article(), make_tiers()
        contact = make_contact(client)
        cited = ligne() | {"article_id": article.id}
        facture = make_facture(client, lignes=[cited], issued=True, contact_id=contact.id)
        trash(article, contact, client)
        assert purge(ALORS) == 0
        assert {client.id, article.id, contact.id, facture.id} <= {
            *db.session.scalars(select(Tiers.id)),
            *db.session.scalars(select(Article.id)),
            *db.session.scalars(select(Contact.id)),
            *db.session.scalars(select(Facture.id)),
        }
        assert contact.rattachements, "what goes with a record stays with it"
        for fiche in (article, contact, client):
            fiche.restore()


def test_sent_devis_stays_and_a_draft_goes_with_its_client(lumen):
    with lumen():
        sent, draft = make_devis(envoye=True), make_devis()
        trash(sent, draft, sent.tiers, draft.tiers)
        assert (sent.purge_le, draft.purge_le) == (None, ALORS)
        assert purge(ALORS) == 2
        assert count(Devis, Devis.id == sent.id) == 1 and count(Tiers, Tiers.id == sent.tiers_id) == 1
        assert count(Devis, Devis.id == draft.id) == count(LigneDevis, LigneDevis.devis_id == draft.id) == 0
        assert count(Tiers, Tiers.id == draft.tiers_id) == 0
        sent.restore()
        sent.tiers.restore()


def test_devis_that_a_copy_comes_from_stays(lumen):
    with lumen():
        copy = (origin := make_devis()).duplicate(moi())
        trash(origin)
        assert purge(ALORS) == 0
        trash(copy)
        assert purge(ALORS) == 1 and purge(ALORS) == 1


def test_draft_facture_is_purged(lumen):
    with lumen():
        trash(facture := make_facture())
        assert purge(ALORS) == 1
        assert count(Facture, Facture.id == facture.id) == 0


def test_member_who_left_is_never_purged(lumen):
    with lumen():
        db.session.add(gone := Membre(nom="Ancienne", email="ancienne@lumen.example", role="lecture"))
        db.session.flush()
        trash(gone)
        assert purge(ALORS) == 0


def test_daily_hook_purges_each_company_by_the_clock(app, lumen, dupont, monkeypatch):
    for company in (lumen, dupont):
        with company():
            trash(make_tiers("Oubliée"))
    monkeypatch.setattr(clock, "now", lambda: JUSTE_AVANT)
    with app.app_context():
        periodic.look_what_is_due()
    with lumen():
        assert count(Tiers, Tiers.nom == "Oubliée") == 1
    monkeypatch.setattr(clock, "now", lambda: ALORS)
    with app.app_context():
        periodic.look_what_is_due()
    for company in (lumen, dupont):
        with company():
            assert count(Tiers, Tiers.nom == "Oubliée") == 0


@pytest.fixture
def jete(lumen):
    with lumen():
        trash(tiers := make_tiers("Sortie de route"))
        return tiers.id


def test_trash_says_until_when(alice, jete):
    page = alice.get("/clients?vue=corbeille").text
    assert "Disparaît le" in page and 'datetime="2026-12-02">2 déc. 2026' in page and "après 30 jours" in page
    assert "Disparaît le" not in alice.get("/clients").text
    assert "jusqu’au 2 décembre 2026" in alice.get(f"/clients/{jete}").text
