"""Prices that include VAT are exact to the cent, whatever the lines (ARR-03)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.montants import Ligne, Remise, Totaux, hors_taxe, net, nets_hors_taxe, toutes_taxes

D = Decimal
lignes = st.lists(
    st.builds(
        Ligne,
        quantite=st.decimals(min_value=-20, max_value=500, places=3),
        prix_unitaire=st.decimals(min_value=0, max_value=2000, places=2),
        taux_tva=st.sampled_from([D("20"), D("10"), D("5.5"), D("2.1")]),
        remise=st.none() | st.decimals(min_value=0, max_value=100, places=2).map(Remise),
    ),
    min_size=1,
    max_size=8,
)
remises = st.none() | st.decimals(min_value=0, max_value=100, places=2).map(Remise)


@given(lignes, remises)
@settings(max_examples=400, deadline=None)
def test_what_is_asked_is_what_was_typed(lignes, remise):
    totaux = Totaux.compute(lignes, remise, prix_ttc=True)
    typed = sum(map(net, lignes))
    assert totaux.ttc == typed - (remise.sur(typed) if remise else 0)
    assert totaux.ht + totaux.tva == totaux.ttc and totaux.ht == totaux.lignes - totaux.remise
    assert sum(nets_hors_taxe(lignes)) == totaux.lignes
    for groupe in totaux.groupes:
        assert groupe.base == groupe.lignes - groupe.remise
        assert abs(groupe.tva - groupe.base * groupe.taux / 100) <= D("0.011")


@pytest.mark.parametrize(("ttc", "taux", "ht"), [("100", "20", "83.33"), ("9.99", "5.5", "9.47"), ("1", "0", "1.00")])
def test_the_base_is_what_is_left_without_vat(ttc, taux, ht):
    assert hors_taxe(D(ttc), D(taux)) == D(ht)


def test_a_price_before_tax_becomes_what_is_asked():
    assert toutes_taxes(D("83.33"), D(20)) == D("100.00")
