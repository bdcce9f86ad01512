"""Money received pays factures, never beyond; a mistake is undone by its opposite."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from crm.avoirs import Avoir
from crm.errors import RegleMetier
from crm.factures import Facture
from crm.reglements import Reglement, propose, solde_client
from tenants import db
from tests.fabrique import MIDI, D, ligne, make_avoir, make_facture, make_reglement, make_tiers, moi

JOUR = MIDI.date()


def solde(tiers):
    return solde_client([tiers.id], JOUR)[tiers.id]


@pytest.mark.covers("E-026", "E-027", "E-028", "E-029")
def test_a_reglement_pays_a_facture_and_changes_the_balance(essai):
    client = make_tiers()
    facture = make_facture(client, issued=True)
    assert solde(client).solde == D("1200.00")
    for mode, montant, reste in (("virement", "500", "700.00"), ("carte", "300", "400.00"), ("cheque", "400", "0.00")):
        make_reglement(facture, montant, mode=mode, reference="REM-12")
        assert facture.reste == D(reste) == solde(client).solde
    assert facture.etat(JOUR).code == "payee" and facture.suivi.soldee_le == JOUR


def test_a_part_paid_is_said(essai):
    facture = make_facture(issued=True)
    make_reglement(facture, "500")
    assert facture.etat(JOUR).code == "payee_en_partie"
    assert facture.etat(facture.echeance + timedelta(days=1)).code == "en_retard"


def test_one_reglement_pays_several_factures_and_the_excess_is_the_client_s(essai):
    client = make_tiers()
    factures = [make_facture(client, issued=True) for _ in range(2)]
    assert propose(client, D("1500")) == {factures[0].id: D("1200.00"), factures[1].id: D("300.00")}
    imputer = {factures[0].id: D("1200"), factures[1].id: D("1200")}
    received = Reglement.receive(client, D("2500"), JOUR, "virement", moi(), MIDI, imputer=imputer)
    assert [facture.reste for facture in factures] == [0, 0] and received.disponible == D("100.00")
    assert (solde(client).trop_percu, solde(client).solde) == (D("100.00"), D("-100.00"))
    third = make_facture(client, issued=True)
    received.impute(third, D("100"), JOUR, moi())
    assert third.reste == D("1100.00") and solde(client).trop_percu == 0


def test_nothing_is_paid_beyond_the_balance_nor_the_sum(essai):
    client = make_tiers()
    facture = make_facture(client, issued=True)
    with pytest.raises(RegleMetier, match=r"Il reste 1.200,00.€ à payer") as refusal:
        Reglement.receive(client, D("2000"), JOUR, "virement", moi(), MIDI, imputer={facture.id: D("1201")})
    assert refusal.value.champ == "montant"
    with pytest.raises(RegleMetier, match="Il ne reste que 10,00"):
        Reglement.receive(client, D("10"), JOUR, "virement", moi(), MIDI, imputer={facture.id: D("11")})


@pytest.mark.parametrize(
    ("montant", "mode", "jour", "raison"),
    [
        ("0", "virement", JOUR, "positif"),
        ("-5", "virement", JOUR, "positif"),
        ("1.234", "virement", JOUR, "2 décimales"),
        ("5", "troc", JOUR, "mode de règlement"),
        ("5", "virement", JOUR + timedelta(days=1), "futur"),
    ],
)
def test_a_wrong_reglement_is_refused(essai, montant, mode, jour, raison):
    with pytest.raises(RegleMetier, match=raison):
        Reglement.receive(make_tiers(), D(montant), jour, mode, moi(), MIDI)


def test_cash_is_refused_above_the_threshold_of_a_debt(essai):
    facture = make_facture(issued=True, lignes=[ligne(quantite="3")])
    with pytest.raises(RegleMetier, match=r"1.000.€ par dette \(C\. mon\. fin\. art\. L112-6") as refusal:
        make_reglement(facture, "1000.01", mode="especes")
    assert refusal.value.champ == "mode"
    make_reglement(facture, "900", mode="especes")
    with pytest.raises(RegleMetier, match="espèces"):
        make_reglement(facture, "101", mode="especes")
    make_reglement(facture, "100", mode="especes")


def test_the_same_form_sent_twice_is_one_reglement(essai):
    facture = make_facture(issued=True)
    first = make_reglement(facture, "100", jeton="formulaire-7")
    assert make_reglement(facture, "100", jeton="formulaire-7") is first
    assert facture.reste == D("1100.00")


def test_a_cancelled_reglement_leaves_both_rows_and_the_facture_waits_again(essai):
    client = make_tiers()
    facture = make_facture(client, issued=True)
    received = make_reglement(facture, mode="cheque")
    with pytest.raises(RegleMetier, match="pourquoi"):
        received.cancel(" ", JOUR, moi(), MIDI)
    opposite = received.cancel("Chèque sans provision", JOUR, moi(), MIDI)
    assert (opposite.montant, opposite.annule_id, received.is_annule) == (D("-1200.00"), received.id, True)
    assert facture.reste == D("1200.00") == solde(client).solde and facture.suivi.soldee_le is None
    for refused in (received, opposite):
        with pytest.raises(RegleMetier, match="annulé"):
            refused.cancel("Encore", JOUR, moi(), MIDI)
    with pytest.raises(RegleMetier, match="ne se supprime pas"):
        received.trash(MIDI)


def test_a_sum_in_excess_is_given_back_once(essai):
    client = make_tiers()
    received = make_reglement(tiers=client, montant="80")
    Reglement.refund(received, D("80"), JOUR, "virement", moi(), MIDI)
    assert received.disponible == 0 == solde(client).solde
    with pytest.raises(RegleMetier, match="Il ne reste que 0,00"):
        Reglement.refund(received, D("1"), JOUR, "virement", moi(), MIDI)
    with pytest.raises(RegleMetier, match="remboursée"):
        received.cancel("Erreur", JOUR, moi(), MIDI)


def test_the_chain_of_reglements_holds(lumen):
    with lumen():
        facture = make_facture(issued=True)
        make_reglement(facture, "10").cancel("Erreur de saisie", JOUR, moi(), MIDI)
    with lumen():
        assert Reglement.verify_chain() is None


GESTES = st.lists(st.tuples(st.sampled_from("frrvaci"), st.integers(1, 150000)), min_size=3, max_size=14)


def play(client, geste: str, cents: int) -> None:
    amount, factures = D(cents) / 100, list(db.session.scalars(select(Facture).where(Facture.tiers_id == client.id)))
    if geste == "f" or not factures:
        make_facture(client, issued=True, lignes=[ligne(quantite="1", prix=str(amount))])
        return
    facture = factures[cents % len(factures)]
    received = db.session.scalars(select(Reglement).where(Reglement.tiers_id == client.id)).all()
    if geste == "r":
        make_reglement(facture, str(amount))
    elif geste == "a":
        make_avoir(facture, montants={"20": min(amount, facture.total_ht)})
    elif received and geste == "c":
        received[cents % len(received)].cancel("Essai", JOUR, moi(), MIDI)
    elif received and geste == "v":
        Reglement.refund(received[cents % len(received)], amount, JOUR, "virement", moi(), MIDI)
    elif received:
        received[cents % len(received)].impute(facture, amount, JOUR, moi())


@given(GESTES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_balance_is_what_was_invoiced_less_credited_less_received(lumen, gestes):
    with lumen():
        client = make_tiers()
        for geste, cents in gestes:
            try:
                with db.session.begin_nested():
                    play(client, geste, cents)
            except RegleMetier:
                db.session.expire_all()
        found = solde(client)
        sums = [
            db.session.scalar(select(func.coalesce(func.sum(column), 0)).where(*where))
            for column, where in (
                (Facture.total_ttc, (Facture.tiers_id == client.id, Facture.emise_le.is_not(None))),
                (Avoir.total_ttc, (Avoir.tiers_id == client.id, Avoir.emise_le.is_not(None))),
                (Reglement.montant, (Reglement.tiers_id == client.id,)),
            )
        ]
        assert found.solde == sums[0] - sums[1] - sums[2]
        assert min(found.du, found.avoirs, found.trop_percu) >= 0
        db.session.rollback()
