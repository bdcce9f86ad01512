"""A facture issued as already paid: nothing left to pay, its règlement recorded with it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.errors import RegleMetier
from crm.factures import MANQUANT, Facture
from crm.facturx.regles import ecarts
from crm.reglements import Reglement
from tenants import db
from tests.fabrique import MIDI, D, ligne, make_devis, make_facture, make_tiers, moi

JOUR = MIDI.date()
HIER = JOUR - timedelta(days=1)


def paid(le=HIER, mode="carte", **values):
    return make_facture(acquittee_le=le, acquittee_mode=mode, issued=True, **values)


def officially_right(facture):
    return [e for e in ecarts(facture.cii.encode()) if e.bloquant] == []


def reglements_of(facture):
    return db.session.scalars(select(Reglement).where(Reglement.tiers_id == facture.tiers_id)).all()


@pytest.mark.parametrize("le", [JOUR, HIER])
def test_it_is_paid_and_its_reglement_is_recorded(essai, le):
    facture = paid(le)
    assert facture.etat(JOUR).code == "payee" and facture.reste == 0 and facture.echeance == le
    (reglement,) = reglements_of(facture)
    assert (reglement.montant, reglement.recu_le, reglement.mode, reglement.disponible) == (D(1200), le, "carte", 0)
    assert facture.fige["net_a_payer"] == "0.00" and facture.fige["comptes"] == []
    assert facture.fige["conditions"]["paiement"].startswith("Acquittée le") and ">S2<" in facture.cii
    assert "<ram:DuePayableAmount>0.00<" in facture.cii and officially_right(facture)


def test_an_acompte_received_bears_the_date_of_its_payment(essai):
    devis = make_devis(accepte=True)
    acompte = Facture.acompte(devis, moi(), pourcent=D(30))
    acompte.write(acquittee_le=HIER, acquittee_mode="virement")
    acompte.issue(JOUR, MIDI, moi())
    assert acompte.reste == 0 and "<ram:TypeCode>386<" in acompte.cii and officially_right(acompte)
    solde = Facture.solde(devis, moi())
    solde.write(acquittee_le=HIER, acquittee_mode="carte")
    solde.issue(JOUR, MIDI, moi())
    assert solde.reste == 0 and solde.total_ttc == D(840) and officially_right(solde)


def test_a_solde_of_nothing_records_no_reglement(essai):
    devis = make_devis(make_tiers(), accepte=True)
    Facture.acompte(devis, moi(), pourcent=D(100)).issue(JOUR, MIDI, moi())
    solde = Facture.solde(devis, moi())
    solde.write(acquittee_le=JOUR, acquittee_mode="carte")
    solde.issue(JOUR, MIDI, moi())
    assert reglements_of(solde) == [] and officially_right(solde)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"acquittee_le": JOUR + timedelta(days=1), "acquittee_mode": "carte"}, "acquittée après son émission"),
        ({"acquittee_le": JOUR, "acquittee_mode": "especes"}, "ne dépasse pas 1"),
        ({"acquittee_le": JOUR, "acquittee_mode": "carte", "retenue_pourcent": D(5)}, "retenue de garantie"),
    ],
)
def test_what_is_wrong_is_red_then_refused(essai, values, said):
    facture = make_facture(**values)
    assert any(said in p.texte for p in facture.controle(JOUR) if p.niveau == MANQUANT)
    with pytest.raises(RegleMetier, match=said):
        facture.issue(JOUR, MIDI, moi())
    assert facture.numero is None and reglements_of(facture) == []


def test_cash_up_to_the_threshold(essai):
    assert paid(mode="especes", lignes=[ligne("Réglage", "1", "100")]).reste == 0


def test_cancelling_the_reglement_awaits_payment_again(essai):
    facture = paid()
    (reglement,) = reglements_of(facture)
    reglement.cancel("Chèque sans provision", JOUR, moi(), MIDI)
    assert facture.reste == D(1200)
