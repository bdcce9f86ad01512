"""Prices that include VAT: what is asked is exact to the cent, the base follows from it (ARR-03)."""

from collections.abc import Iterable
from decimal import Decimal

from crm.montants.lignes import LigneMontant, net
from crm.montants.nombres import EXACT, arrondi, produit

CENT = Decimal(100)


def hors_taxe(ttc: Decimal, taux: Decimal) -> Decimal:
    """The base of an amount that includes VAT: the VAT is the rest of it."""
    return arrondi(EXACT.divide(produit(ttc, CENT), CENT + taux))


def toutes_taxes(ht: Decimal, taux: Decimal) -> Decimal:
    """What is asked for a price before tax."""
    return arrondi(EXACT.divide(produit(ht, CENT + taux), CENT))


def nets_hors_taxe(lignes: Iterable[LigneMontant]) -> list[Decimal]:
    """The net of each line before tax; those of one rate add up to the base of their whole, to the cent."""
    asked: dict[tuple, Decimal] = {}
    given: dict[tuple, Decimal] = {}
    nets = []
    for ligne in lignes:
        cle = (arrondi(ligne.taux_tva), ligne.categorie_tva, ligne.exoneration or "")
        asked[cle] = asked.get(cle, arrondi(0)) + net(ligne)
        before = given.get(cle, arrondi(0))
        given[cle] = hors_taxe(asked[cle], cle[0])
        nets.append(given[cle] - before)
    return nets
