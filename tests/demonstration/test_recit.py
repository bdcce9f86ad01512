"""The demonstration is believable: its records are dated from its story, and its documents are the product's own."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from crm import journal
from crm.clock import now, today
from crm.demonstration.affaires import AFFAIRES
from crm.demonstration.noms import ENSEIGNES, METIERS
from crm.demonstration.profils import profil
from crm.demonstration.prospection import PROSPECTS
from crm.demonstration.recit import Recit
from crm.demonstration.societes import SOCIETES
from crm.depenses import Depense, fournisseurs
from crm.devis import Devis
from crm.equipe import Membre
from crm.factures import Facture
from crm.opportunites import Opportunite
from crm.pistes import Piste
from crm.reglements import Reglement
from crm.tiers import Tiers
from crm.valeurs import DEPART
from tenants import db


@pytest.fixture(scope="module")
def told(app):
    from tests.casting import inside

    with inside(app, "atelier-lumen"):
        Recit(replace(SOCIETES["Atelier Lumen"], clients=16, affaires=24)).tell()


def test_documents_are_numbered_and_chained(told, lumen):
    with lumen():
        assert Facture.verify_chain() is None and Reglement.verify_chain() is None
        issued = db.session.execute(
            select(Facture.numero, Facture.emise_a).where(Facture.rang.is_not(None)).order_by(Facture.rang)
        ).all()
        assert len(issued) > 10
        assert [moment for _, moment in issued] == sorted(moment for _, moment in issued)


def test_nothing_seems_to_have_been_made_today(told, lumen):
    with lumen():
        for model in (Tiers, Devis, Facture):
            assert db.session.scalar(select(func.max(model.cree_le))) < now() - timedelta(hours=1)
            assert db.session.scalar(select(func.min(model.cree_le))) < now() - timedelta(days=300)
        late = select(func.count()).where(Devis.envoye_le < Devis.cree_le)
        assert db.session.scalar(late) == 0


def test_one_client_is_invoiced_in_francs(told, lumen):
    with lumen():
        francs = db.session.scalars(select(Facture).where(Facture.devise == "CHF").order_by(Facture.id)).all()
        assert [(one.reste > 0, one.total_ttc_eur > one.total_ttc) for one in francs] == [(False, True), (True, True)]
        received = db.session.scalars(select(Reglement).where(Reglement.devise == "CHF")).one()
        assert received.montant_eur != francs[0].total_ttc_eur


def test_sales_are_under_way_won_and_lost(told, lumen):
    with lumen():
        affaires = db.session.scalars(select(Opportunite)).all()
        assert len(affaires) == AFFAIRES and all(one.montant and one.lignes for one in affaires)
        assert {one.situation for one in affaires} == {"a_relancer", "gagne", "perdu"}
        assert len({one.etape_id for one in affaires}) == 5 and any(one.prochaine_action for one in affaires)


def test_clients_have_a_profile_that_suits_them(told, lumen):
    with lumen():
        societes = db.session.scalars(select(Tiers).where(Tiers.nature == "societe", Tiers.client_depuis.is_not(None)))
        met = [one for one in societes if one.cree_le < now() - timedelta(days=1)]
        assert met and all(one.secteur and one.taille and one.categorie and one.provenance for one in met)
    names = [f"{metier} {enseigne}" for metier in METIERS for enseigne in ENSEIGNES]
    told_of = {name: profil(name) for name in names}
    assert told_of["Clinique Pasteur"]["taille"] == "250" and told_of["Plomberie Sorel"]["secteur"] == "Bâtiment"
    assert 0.02 < sum(one["compte_cle"] for one in told_of.values()) / len(names) < 0.15
    assert {one["secteur"] for one in told_of.values()} <= {*DEPART["secteur"]}
    assert {one["categorie"] for one in told_of.values()} <= {*DEPART["categorie"]}
    assert {one["provenance"] for one in told_of.values()} <= {*DEPART["provenance"]}


def test_everybody_works(told, lumen):
    with lumen():
        for membre in db.session.scalars(select(Membre)):
            last = journal.activity(membre.id, limit=1)[0]
            assert isinstance(last.quand, datetime) and last.quand.date() < today()


def test_no_two_companies_have_the_same_name(told, lumen):
    with lumen():
        names = db.session.scalars(select(Tiers.nom).where(Tiers.nature == "societe")).all()
        assert len(names) == len(set(names))


def test_suppliers_send_their_invoices(told, lumen):
    with lumen():
        depenses = db.session.scalars(select(Depense).order_by(Depense.id)).all()
        assert [(depense.format, depense.statut) for depense in depenses] == [
            ("Factur-X", 211),
            ("CII", 205),
            ("CII", 203),
        ]
        assert all(depense.tiers.fournisseur_depuis and depense.doutes == [] for depense in depenses)
        assert fournisseurs.known_iban(depenses[2]) != depenses[2].iban


def test_prospects_are_met_and_come_along(told, lumen):
    with lumen():
        pistes = db.session.scalars(select(Piste)).all()
        assert len(pistes) == PROSPECTS and len({piste.statut_id for piste in pistes}) > 4
        for piste in pistes:
            assert all(date.fromisoformat(day) < today() for day in piste.passages.values())
            assert piste.dernier_contact_le is None or piste.dernier_contact_le < today()
