"""Rounding and sharing."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.montants import arrondi, repartir

D = Decimal
montants = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=2)
libres = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=6)
poids = st.lists(st.decimals(min_value=0, max_value=1_000_000, places=2), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("x", "attendu"),
    [("0.125", "0.13"), ("0.135", "0.14"), ("-0.125", "-0.13"), ("2.675", "2.68"), ("0.0049", "0.00"), ("1", "1.00")],
)
def test_half_a_cent_goes_up_away_from_zero(x, attendu):
    assert str(arrondi(D(x))) == attendu


@pytest.mark.parametrize("x", [0.1, "0.1", None, True])
def test_only_exact_numbers_are_rounded(x):
    with pytest.raises(TypeError):
        arrondi(x)


@pytest.mark.parametrize("x", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(x):
    with pytest.raises(ValueError):
        arrondi(D(x))


def test_there_is_no_negative_zero():
    assert str(arrondi(D("-0.004"))) == "0.00"
    assert str(arrondi(D("-0"))) == "0.00"


def test_a_very_large_amount_keeps_its_cents():
    assert str(arrondi(D("1234567890123456789012345678901.235"))) == "1234567890123456789012345678901.24"


@given(libres)
@settings(max_examples=500)
def test_rounding_is_within_half_a_cent_symmetric_and_done_once(x):
    assert abs(Fraction(arrondi(x)) - Fraction(x)) <= Fraction(1, 200)
    assert arrondi(-x) == -arrondi(x)
    assert arrondi(arrondi(x)) == arrondi(x)


@given(montants, poids)
@settings(max_examples=500)
def test_shares_add_up_and_stay_within_a_cent_of_their_exact_value(montant, poids):
    if not sum(poids):
        poids = [*poids, D(1)]
    shares = repartir(montant, poids)
    assert sum(shares) == montant
    for share, p in zip(shares, poids, strict=True):
        assert abs(Fraction(share) - Fraction(montant) * Fraction(p) / Fraction(sum(poids))) < Fraction(1, 100)
        assert str(share) != "-0.00"


def test_the_largest_remainder_takes_the_cent():
    assert repartir(D("100.00"), [D(1), D(1), D(1)]) == [D("33.34"), D("33.33"), D("33.33")]
    assert repartir(D("600.00"), [D("720.00"), D("330.00")]) == [D("411.43"), D("188.57")]
    assert repartir(D("0.02"), [D(1)] * 10) == [D("0.01")] * 2 + [D("0.00")] * 8


@pytest.mark.parametrize("poids", [[], [D(0), D(0)], [D(2), D(-1)]])
def test_nothing_can_be_shared_without_weights(poids):
    with pytest.raises(ValueError):
        repartir(D("1.00"), poids)
