"""The totals of a document, against the examples of the law and against random documents."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.errors import RegleMetier
from crm.montants import Ligne, Remise, Totaux, net

D = Decimal


def ligne(quantite="1", prix="100", taux="20", remise=None, **autres):
    remise = Remise(D(remise)) if remise else None
    return Ligne(D(quantite), D(prix), D(taux), remise, **autres)


remises = st.none() | st.decimals(min_value=0, max_value=100, places=2).map(Remise)
lignes = st.builds(
    Ligne,
    quantite=st.decimals(min_value=-1000, max_value=1000, places=4),
    prix_unitaire=st.decimals(min_value=0, max_value=10_000, places=4),
    taux_tva=st.sampled_from([D("20"), D("20.00"), D("10"), D("5.5"), D("2.1")]),
    remise=remises,
    nature=st.sampled_from(["bien", "service"]),
)
exonerees = st.builds(
    Ligne,
    quantite=st.decimals(min_value=-1000, max_value=1000, places=4),
    prix_unitaire=st.decimals(min_value=0, max_value=10_000, places=4),
    taux_tva=st.just(D(0)),
    categorie_tva=st.sampled_from(["E", "AE"]),
)
documents = st.lists(lignes | exonerees, max_size=8)


@given(documents, remises)
@settings(max_examples=600, deadline=None)
def test_every_sum_is_exact(lignes, remise):
    totaux = Totaux.compute(lignes, remise)
    assert totaux.lignes == sum(map(net, lignes))
    assert sum(g.lignes for g in totaux.groupes) == totaux.lignes
    assert sum(g.remise for g in totaux.groupes) == totaux.remise
    assert sum(g.base for g in totaux.groupes) == totaux.ht == totaux.lignes - totaux.remise
    assert sum(g.tva for g in totaux.groupes) == totaux.tva
    assert totaux.ttc == totaux.ht + totaux.tva
    for g in totaux.groupes:
        assert abs(Fraction(g.tva) - Fraction(g.base) * Fraction(g.taux) / 100) <= Fraction(1, 200)


@given(documents, remises)
@settings(max_examples=200, deadline=None)
def test_no_amount_is_a_negative_zero_nor_has_more_than_two_decimals(lignes, remise):
    totaux = Totaux.compute(lignes, remise)
    amounts = [totaux.lignes, totaux.remise, totaux.ht, totaux.tva, totaux.ttc]
    amounts += [x for g in totaux.groupes for x in (g.lignes, g.remise, g.base, g.tva)]
    for amount in amounts:
        assert amount.as_tuple().exponent == -2
        assert amount or not amount.is_signed()


@given(documents, remises, st.randoms())
@settings(max_examples=200, deadline=None)
def test_the_order_of_the_lines_changes_nothing(lignes, remise, hasard):
    melangees = list(lignes)
    hasard.shuffle(melangees)
    assert Totaux.compute(melangees, remise) == Totaux.compute(lignes, remise)


@given(documents, remises)
@settings(max_examples=100, deadline=None)
def test_totals_come_back_equal_from_json(lignes, remise):
    totaux = Totaux.compute(lignes, remise)
    assert Totaux.from_dict(json.loads(json.dumps(totaux.to_dict()))) == totaux


def test_vat_is_counted_once_per_rate_and_not_per_line():
    """TST-03: by line it would be 2.01."""
    totaux = Totaux.compute([ligne("0.333", "10")] * 3)
    assert (totaux.ht, totaux.tva, totaux.ttc) == (D("9.99"), D("2.00"), D("11.99"))


def test_the_discount_of_a_line_is_rounded_on_its_own():
    assert net(ligne("3", "33.333", remise="3.33")) == D("96.67")
    assert net(ligne("1", "0.25", remise="50")) == D("0.12")
    assert net(Ligne(D(2), D(50), remise=Remise(D("12.50"), en_pourcent=False))) == D("87.50")


def test_a_discount_reduces_a_returned_quantity_too():
    assert net(ligne("-2", "50", remise="10")) == D("-90.00")
    assert net(Ligne(D(-2), D(50), remise=Remise(D("12.50"), en_pourcent=False))) == D("-87.50")


def test_the_mixed_invoice_of_the_screen():
    lignes = [ligne("3", "680"), ligne("1", "1440", remise="10"), ligne("24", "12.50", "5.5", nature="bien")]
    totaux = Totaux.compute(lignes)
    assert (totaux.ht, totaux.remises, totaux.tva, totaux.ttc) == (D("3636"), D("144"), D("683.70"), D("4319.70"))
    assert [(g.taux, g.base, g.tva) for g in totaux.groupes] == [(20, 3336, D("667.20")), (D("5.5"), 300, D("16.50"))]
    assert totaux.natures == ("bien", "service")


def test_twenty_and_twenty_point_zero_zero_are_one_rate():
    totaux = Totaux.compute([ligne(taux="20"), ligne(taux="20.00")])
    assert len(totaux.groupes) == 1


def test_groups_go_from_the_highest_rate_to_the_lowest():
    lignes = [ligne(taux="5.5"), ligne(taux="0", categorie_tva="E"), ligne(taux="20"), ligne(taux="10")]
    assert [g.taux for g in Totaux.compute(lignes).groupes] == [20, 10, D("5.5"), 0]


def test_the_last_rate_absorbs_the_cent_of_the_document_discount():
    """ARR-04."""
    lignes = [ligne(prix="100", taux=t) for t in ("20", "10", "5.5")]
    totaux = Totaux.compute(lignes, Remise(D("100"), en_pourcent=False))
    assert [g.remise for g in totaux.groupes] == [D("33.33"), D("33.33"), D("33.34")]
    assert (totaux.ht, totaux.tva) == (D("200.00"), D("23.67"))


def test_a_free_line_never_absorbs_the_cent():
    lignes = [ligne(prix="50", taux="20"), ligne(prix="50", taux="10"), ligne(prix="0", taux="5.5")]
    totaux = Totaux.compute(lignes, Remise(D("0.05"), en_pourcent=False))
    assert [g.remise for g in totaux.groupes] == [D("0.03"), D("0.02"), D("0.00")]


def test_an_empty_document_is_worth_nothing():
    assert Totaux.compute([]) == Totaux()


@pytest.mark.parametrize(
    ("faute", "champ"),
    [
        ({"prix": "-1"}, "prix_unitaire"),
        ({"prix": "1.00001"}, "prix_unitaire"),
        ({"quantite": "1.00001"}, "quantite"),
        ({"taux": "0"}, "taux_tva"),
        ({"taux": "101"}, "taux_tva"),
        ({"taux": "20", "categorie_tva": "E"}, "taux_tva"),
        ({"taux": "20", "categorie_tva": "L"}, "categorie_tva"),
        ({"nature": "autre"}, "nature"),
    ],
)
def test_a_line_no_invoice_may_carry_is_refused(faute, champ):
    with pytest.raises(RegleMetier) as refus:
        Totaux.compute([ligne(**faute)])
    assert refus.value.champ == champ


@pytest.mark.parametrize(("valeur", "en_pourcent"), [("-1", True), ("100.01", True), ("-1", False), ("1.001", False)])
def test_a_discount_that_makes_no_sense_is_refused(valeur, en_pourcent):
    with pytest.raises(RegleMetier):
        Remise(D(valeur), en_pourcent)


def test_a_discount_never_exceeds_what_it_applies_to():
    with pytest.raises(RegleMetier):
        Totaux.compute([ligne()], Remise(D("100.01"), en_pourcent=False))


def test_floats_never_enter():
    with pytest.raises(TypeError):
        Totaux.compute([Ligne(1.5, D(10))])
