"""Periods and deadlines, by VAT regime (FE-43)."""

from datetime import date
from itertools import pairwise

import pytest

from crm.ereporting.periodes import PAIEMENTS, TRANSACTIONS, Periode, periodes


@pytest.mark.parametrize(
    ("regime", "genre", "day", "debut", "fin", "echeance"),
    [
        ("reel_mensuel", TRANSACTIONS, (2027, 10, 10), (2027, 10, 1), (2027, 10, 10), (2027, 10, 20)),
        ("reel_mensuel", TRANSACTIONS, (2028, 2, 11), (2028, 2, 11), (2028, 2, 20), (2028, 2, 29)),
        ("reel_mensuel", TRANSACTIONS, (2027, 12, 31), (2027, 12, 21), (2027, 12, 31), (2028, 1, 10)),
        ("reel_mensuel", PAIEMENTS, (2027, 12, 15), (2027, 12, 1), (2027, 12, 31), (2028, 1, 10)),
        ("reel_trimestriel", TRANSACTIONS, (2027, 9, 30), (2027, 9, 1), (2027, 9, 30), (2027, 10, 10)),
        ("reel_trimestriel", PAIEMENTS, (2027, 9, 30), (2027, 9, 1), (2027, 9, 30), (2027, 10, 10)),
        ("simplifie", TRANSACTIONS, (2026, 10, 3), (2026, 10, 1), (2026, 10, 31), (2026, 11, 30)),
        ("simplifie", TRANSACTIONS, (2027, 1, 3), (2027, 1, 1), (2027, 1, 31), (2027, 2, 10)),
        ("franchise", TRANSACTIONS, (2028, 2, 1), (2028, 1, 1), (2028, 2, 29), (2028, 3, 31)),
        ("franchise", PAIEMENTS, (2027, 11, 30), (2027, 11, 1), (2027, 12, 31), (2028, 1, 31)),
    ],
)
def test_a_day_has_its_period_and_its_deadline(regime, genre, day, debut, fin, echeance):
    expected = Periode(genre, date(*debut), date(*fin), date(*echeance))
    assert Periode.around(genre, regime, date(*day)) == expected


@pytest.mark.parametrize("regime", ["reel_mensuel", "reel_trimestriel", "simplifie", "franchise"])
def test_periods_follow_each_other_without_a_gap(regime):
    for genre in (TRANSACTIONS, PAIEMENTS):
        found = [p for p in periodes(regime, date(2026, 1, 1), date(2028, 12, 31)) if p.genre == genre][::-1]
        assert found[0].debut == date(2026, 1, 1) and found[-1].fin == date(2028, 12, 31)
        assert all((b.debut - a.fin).days == 1 for a, b in pairwise(found))
        assert all(p.echeance > p.fin for p in found)
