"""Documents drawn at random: what we compute, the official rules and our own reading of the file agree to the cent.

`PROPRIETES=3000` for the whole drill.
"""

import os
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from crm.documents.contenu import Conversion, Exoneration, LigneImprimee
from crm.facturx import cii
from crm.montants import Remise, Totaux, arrondi, net
from crm.reception import lire
from tests.documents import exemples

D = Decimal
COUNT = int(os.environ.get("PROPRIETES", "25"))
DEBOURS = Exoneration(cle="debours", categorie="E", texte="Débours", code="VATEX-EU-79-C")
MOTS = st.text("abcdefghij éèàçœ€’«»-&<>\"'0123456789", min_size=1, max_size=40).filter(str.strip)


def taxee(**values) -> LigneImprimee:
    ligne = LigneImprimee(**values)
    return LigneImprimee(**{name: getattr(ligne, name) for name in ligne.__slots__} | {"total_ht": net(ligne)})


remises = st.none() | st.decimals(min_value=0, max_value=100, places=2).map(Remise)
tva = st.sampled_from([{"taux_tva": D(t)} for t in ("20", "10", "5.5", "2.1", "8.5", "1.05")]) | st.just(
    {"taux_tva": D(0), "categorie_tva": "E", "exoneration": "debours"}
)
lignes = st.builds(
    lambda tva, **values: taxee(**values, **tva),
    tva=tva,
    designation=MOTS,
    description=st.just("") | MOTS,
    unite=st.sampled_from(["", "h", "m²", "kg", "forfait", "bouquet"]),
    quantite=st.decimals(min_value=-20, max_value=1000, places=4),
    prix_unitaire=st.decimals(min_value=0, max_value=5000, places=4),
    remise=remises,
    nature=st.sampled_from(["bien", "service"]),
)


@pytest.mark.long
@given(st.lists(lignes, min_size=1, max_size=12), remises)
@settings(max_examples=COUNT, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_official_rules_and_ours_agree(rows, remise):
    assume(Totaux.compute(rows, remise).ht >= 0)
    facture = exemples.facture(lignes=rows, remise=remise, exonerations=(DEBOURS,))
    lecture = lire(cii.xml(facture))  # refuses what the official rules refuse
    assert lecture.doutes == ()
    lue, totaux = lecture.facture, facture.totaux
    assert (lue.ht, lue.tva, lue.ttc, lue.net_a_payer) == (totaux.ht, totaux.tva, totaux.ttc, facture.net_a_payer)
    assert [ligne.net for ligne in lue.lignes] == [ligne.total_ht for ligne in rows]


@pytest.mark.long
@given(st.lists(lignes, min_size=1, max_size=12), remises, st.decimals("0.00000001", "99", places=8))
@settings(max_examples=COUNT, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_vat_in_euros_is_that_of_each_rate_whatever_the_currency(rows, remise, change):
    totaux = Totaux.compute(rows, remise)
    assume(totaux.ht >= 0)
    euros = totaux.en_euros(change)
    said = Conversion(change=change, source="bce", le=date(2026, 11, 20), totaux=euros, textes=("1 USD = … €.",))
    facture = exemples.facture(lignes=rows, remise=remise, exonerations=(DEBOURS,), devise="USD", conversion=said)
    lue = lire(cii.xml(facture)).facture
    assert lue.tva_euros == euros.tva == sum(arrondi(g.tva * change) for g in totaux.groupes)
    assert euros.ht + euros.tva == euros.ttc and lue.tva == totaux.tva
