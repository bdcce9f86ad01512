"""The arithmetic of money: one rounding, one way to add up a document."""

from crm.montants.deductions import Deduit
from crm.montants.lignes import CATEGORIES, Ligne, LigneMontant, Remise, brut, net, remise_de
from crm.montants.nombres import arrondi, produit, repartir
from crm.montants.totaux import GroupeTVA, Totaux, cle_tva
from crm.montants.ttc import hors_taxe, nets_hors_taxe, toutes_taxes

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
    "hors_taxe",
    "net",
    "nets_hors_taxe",
    "produit",
    "remise_de",
    "repartir",
    "toutes_taxes",
]
