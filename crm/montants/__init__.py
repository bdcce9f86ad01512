"""The arithmetic of money: one rounding, one way to add up a document."""

from crm.montants.deductions import Deduit
from crm.montants.lignes import CATEGORIES, Ligne, LigneMontant, Remise, brut, net, remise_de
from crm.montants.nombres import arrondi, produit, repartir
from crm.montants.totaux import GroupeTVA, Totaux, cle_tva

__all__ = [
    "CATEGORIES",
    "Deduit",
    "GroupeTVA",
    "Ligne",
    "LigneMontant",
    "Remise",
    "Totaux",
    "arrondi",
    "brut",
    "cle_tva",
    "net",
    "produit",
    "remise_de",
    "repartir",
]
