"""Factures périodiques to test."""

from datetime import date

from crm.factures import Facture
from tests.fabrique import MIDI, identify, ligne, make_devis, make_tiers, moi

JOUR = MIDI.date()
LE_3, LE_17 = date(2026, 11, 3), date(2026, 11, 17)
BIEN = ligne("Livret imprimé", "24", "12.5", "5.5", nature="bien")


def deux(**values):
    """Two accepted devis of a client: 1 000 € at 20 %, 300 € at 5,5 %."""
    tiers = make_tiers(delai_paiement=30)
    first = make_devis(tiers, accepte=True, jour=LE_3, **values)
    return [first, make_devis(tiers, accepte=True, jour=LE_17, lignes=[BIEN], **values)]


def periodique(devis=None, **values):
    identify()
    return Facture.periodique(devis or deux(), moi(), **values)


def said(facture, niveau, day=JOUR):
    return [point.texte for point in facture.controle(day) if point.niveau == niveau]
