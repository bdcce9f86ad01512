"""Money received in another currency: it pays factures of this currency, and counts in euros for what the bank made."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.conformite import Chiffres
from crm.errors import RegleMetier
from crm.imputations import Imputation
from crm.rapports import accueil
from crm.rapports_documents import open_factures
from crm.reglements import Reglement, ecart_de_change, propose, solde_client
from tenants import db
from tests.fabrique import DOLLARS, MIDI, D, make_avoir, make_facture, make_reglement, make_tiers, moi

JOUR = MIDI.date()


def solde(tiers):
    return solde_client([tiers.id], JOUR)[tiers.id]


def pay(facture, montant="1200", euros="1110", **values):
    return make_reglement(facture, montant, devise="USD", montant_eur=D(euros), **values)


def test_it_pays_in_its_currency_and_counts_for_what_the_bank_credited(essai):
    facture = make_facture(issued=True, **DOLLARS)
    before = accueil(JOUR, moi()).encaisse.courant
    reglement = pay(facture)
    assert (facture.reste, facture.etat(JOUR).code, solde(facture.tiers).solde) == (0, "payee", 0)
    assert accueil(JOUR, moi()).encaisse.courant == before + D("1110.00")
    assert reglement.montant_eur == D("1110.00")


def test_the_exchange_difference_follows_from_it(essai):
    facture = make_facture(issued=True, **DOLLARS)  # 1 105,62 €
    assert difference(facture) is None
    pay(facture, "600", "550")
    assert difference(facture) == D("-2.81")
    pay(facture, "600", "560")
    assert difference(facture) == D("4.38")
    euros = make_facture(issued=True)
    make_reglement(euros)
    assert difference(euros) is None


def difference(facture):
    return ecart_de_change(facture, Imputation.of(facture_id=facture.id))


def test_its_currency_and_its_euros_are_sealed(essai):
    reglement = pay(make_facture(issued=True, **DOLLARS))
    assert (reglement.record["devise"], reglement.record["montant_eur"]) == ("USD", "1110.00")
    assert make_reglement(tiers=make_tiers(), montant="10").record["montant_eur"] == "10.00"
    assert Reglement.verify_chain() is None and Imputation.verify_chain() is None


@pytest.mark.parametrize("euros", [None, D(0), D(-1), D("1.234")])
def test_without_what_the_bank_credited_it_is_refused(essai, euros):
    with pytest.raises(RegleMetier, match="montant en euros porté à votre compte") as refused:
        make_reglement(tiers=make_tiers(), montant="10", devise="USD", montant_eur=euros)
    assert refused.value.champ == "montant_eur"


@pytest.mark.parametrize("devise", ["JPY", "EURO", ""])
def test_a_currency_that_is_not_of_the_list_is_refused(essai, devise):
    with pytest.raises(RegleMetier, match="Choisissez la devise"):
        make_reglement(tiers=make_tiers(), montant="10", devise=devise, montant_eur=D(10))


def test_one_currency_does_not_pay_another(essai):
    dollars = make_facture(issued=True, **DOLLARS)
    with pytest.raises(RegleMetier, match=f"La facture {dollars.numero} est en USD, la somme en EUR"):
        make_reglement(dollars)
    euros = make_facture(dollars.tiers, issued=True)
    with pytest.raises(RegleMetier, match="est en EUR, la somme en USD"):
        pay(euros, "10", "9")
    with pytest.raises(RegleMetier, match="est en EUR, la somme en USD"):
        make_avoir(dollars, montants={"20": D(10)})
        paid = make_facture(dollars.tiers, issued=True, **DOLLARS)
        pay(paid)
        make_avoir(paid, montants={"20": D(10)}).impute(euros, D(1), JOUR, moi())


def test_only_factures_of_its_currency_are_proposed(essai):
    dollars = make_facture(issued=True, **DOLLARS)
    euros = make_facture(dollars.tiers, issued=True)
    assert propose(dollars.tiers, D(5000)) == {euros.id: D(1200)}
    assert propose(dollars.tiers, D(5000), "USD") == {dollars.id: D(1200)}
    assert open_factures(dollars.tiers, "USD") == [dollars] and len(open_factures(dollars.tiers)) == 2


def test_what_is_too_much_is_said_in_the_currency(essai):
    facture = make_facture(issued=True, **DOLLARS)
    with pytest.raises(RegleMetier, match="Il reste 1\u202f200,00\xa0USD à payer"):
        Reglement.receive(
            facture.tiers, D(1300), JOUR, "virement", moi(), MIDI,
            devise="USD", montant_eur=D(1200), imputer={facture.id: D(1300)},
        )  # fmt: skip


def test_the_balance_of_a_client_is_in_euros(essai):
    facture = make_facture(issued=True, **DOLLARS)
    client = facture.tiers
    make_facture(client, issued=True)
    assert solde(client).du == D("1200.00") + facture.total_ttc_eur
    pay(facture, "900", "830")
    assert solde(client).du == D("1200.00") + D("276.41") and solde(client).trop_percu == 0
    excess = pay(facture, "500", "470")
    assert excess.disponible == D(200)
    assert (solde(client).du, solde(client).trop_percu) == (D("1200.00"), D("188.00"))
    assert solde_client([client.id], JOUR + timedelta(days=90))[client.id].echu == D("1200.00")


def test_money_paid_in_thirds_leaves_no_cent_of_excess(essai):
    client = make_tiers()
    factures = [make_facture(client, issued=True, **DOLLARS) for _ in range(3)]
    imputer = {facture.id: D("33.33") for facture in factures} | {factures[0].id: D("33.34")}
    Reglement.receive(
        client, D(100), JOUR, "virement", moi(), MIDI, devise="USD", montant_eur=D("92.17"), imputer=imputer
    )
    assert solde(client).trop_percu == 0


def test_what_is_given_back_or_undone_leaves_nothing(essai):
    client = make_tiers()
    source = make_reglement(tiers=client, montant="100", devise="USD", montant_eur=D("92"))
    refund = Reglement.refund(source, D(40), JOUR, "virement", moi(), MIDI, montant_eur=D("39"))
    assert (refund.montant, refund.montant_eur, source.disponible) == (D(-40), D(-39), D(60))
    assert solde(client).trop_percu == D("55.20")  # 60 USD, at what the bank made of them
    refund.cancel("Erreur", JOUR, moi(), MIDI)
    opposite = source.cancel("Erreur", JOUR, moi(), MIDI)
    assert (opposite.devise, opposite.montant_eur) == ("USD", D(-92)) and solde(client).trop_percu == 0


def test_an_avoir_is_given_back_in_its_currency(essai):
    facture = make_facture(issued=True, **DOLLARS)
    pay(facture)
    avoir = make_avoir(facture, montants={"20": D(10)})
    with pytest.raises(RegleMetier, match="montant en euros"):
        Reglement.refund(avoir, D(12), JOUR, "virement", moi(), MIDI)
    Reglement.refund(avoir, D(12), JOUR, "virement", moi(), MIDI, montant_eur=D("11.20"))
    assert avoir.reste == 0 and solde(facture.tiers).solde == 0


def test_cash_is_limited_in_euros(essai):
    """CHF 1,050 are more than 1 000 €, USD 1,050 are less (C. mon. fin. art. L112-6)."""
    francs = make_facture(issued=True, **DOLLARS | {"devise": "CHF", "change": D("1.05")})
    with pytest.raises(RegleMetier, match="1\u202f000\xa0€"):
        make_reglement(francs, "1050", devise="CHF", montant_eur=D("1102.50"), mode="especes")
    dollars = make_facture(issued=True, **DOLLARS)
    pay(dollars, "1050", "967", mode="especes")
    with pytest.raises(RegleMetier, match="1\u202f000\xa0€"):
        pay(dollars, "50", "46", mode="especes")


def test_a_facture_already_paid_is_received_at_its_rate(essai):
    facture = make_facture(issued=True, acquittee_le=JOUR, acquittee_mode="virement", **DOLLARS)
    received = db.session.scalars(select(Reglement).where(Reglement.tiers_id == facture.tiers_id)).one()
    assert (received.devise, received.montant, received.montant_eur) == ("USD", D(1200), facture.total_ttc_eur)
    assert facture.reste == 0


def test_the_same_form_sent_twice_is_one_sum_of_one_currency(essai):
    client = make_tiers()
    first = make_reglement(tiers=client, montant="10", devise="USD", montant_eur=D(9), jeton="abc")
    assert make_reglement(tiers=client, montant="10", devise="USD", montant_eur=D(9), jeton="abc") is first
    with pytest.raises(RegleMetier, match="10,00\xa0USD"):
        make_reglement(tiers=client, montant="10", jeton="abc")


def test_what_is_received_by_mode_is_in_euros(essai):
    before = Chiffres.between(JOUR, JOUR).par_mode.get("carte", D(0))
    pay(make_facture(issued=True, **DOLLARS), mode="carte")
    make_reglement(make_facture(issued=True), mode="carte")
    assert Chiffres.between(JOUR, JOUR).par_mode["carte"] == before + D("2310.00")
