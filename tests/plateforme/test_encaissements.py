"""212 « Encaissée »: what was received of a transmitted invoice, by rate."""

from decimal import Decimal

from sqlalchemy import select

from crm import plateforme
from crm.documents.contenu import Contenu
from crm.factures import Facture
from crm.plateforme import Encaissement
from crm.plateforme.encaissements import split
from tenants import db
from tests.fabrique import (
    DOLLARS,
    MIDI,
    D,
    ligne,
    make_facture,
    make_reglement,
    moi,
)
from tests.plateforme.suivi import transmission_of
from tests.plateforme.test_cdar import wrongs

MIXTE = [ligne(quantite="1", prix="500", taux="20"), ligne(quantite="1", prix="545.45", taux="10")]


def test_receipts_are_said_by_rate(pa, lumen, work):
    """TST-07."""
    with lumen():
        facture = make_facture(lignes=MIXTE, issued=True)
        make_reglement(facture, "200.00")
        plateforme.transmit(facture, moi(), MIDI)
        make_reglement(facture, "400.00")
        facture_id = facture.id
    before = len(pa.messages)
    work()
    with lumen():
        said = transmission_of(facture_id).encaissements
        assert [one.montant for one in said] == [D("200.00"), D("400.00")] and all(one.flux_id for one in said)
        contenu = Contenu.from_dict(db.session.get(Facture, facture_id).fige)
        whole = split(contenu, D(0), D("600.00"))
        shared = [sum(Decimal(one.montants[str(taux)]) for one in said) for taux in whole]
        assert shared == list(whole.values()) and sum(shared) == D("600.00")
    assert len(pa.messages) == before + 2
    assert b">212<" in pa.messages[-1] and wrongs(pa.messages[-1]) == []


def test_receipts_in_another_currency_are_said_in_euros(pa, lumen):
    with lumen():
        facture = make_facture(lignes=MIXTE, issued=True, **DOLLARS)
        plateforme.transmit(facture, moi(), MIDI)
        for montant, euros in (("200", "185.10"), ("400", "370.20")):
            make_reglement(facture, montant, devise="USD", montant_eur=D(euros))
        said = transmission_of(facture.id).encaissements
        assert [one.montant for one in said] == [D("185.10"), D("370.20")]
        db.session.rollback()


def test_a_cancelled_receipt_is_said_negative(pa, lumen, work):
    with lumen():
        facture = make_facture(issued=True)
        plateforme.transmit(facture, moi(), MIDI)
        make_reglement(facture, "600.00").cancel("Chèque impayé", MIDI.date(), moi(), MIDI)
        facture_id = facture.id
    work()
    with lumen():
        assert [one.montant for one in transmission_of(facture_id).encaissements] == [D("600.00"), D("-600.00")]


def test_nothing_is_said_when_vat_is_not_due_on_receipt(pa, lumen):
    with lumen():
        for facture in (
            make_facture(lignes=[ligne(nature="bien")], issued=True),
            make_facture(lignes=[ligne(taux="0", exoneration="autoliquidation_btp", categorie_tva="AE")], issued=True),
        ):
            plateforme.transmit(facture, moi(), MIDI)
            make_reglement(facture)
        assert not db.session.scalars(select(Encaissement).where(Encaissement.flux_id.is_(None))).all()
        db.session.rollback()
