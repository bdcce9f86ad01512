"""The law by its dates: VAT rates, mentions, thresholds. Rows, never constants in the code."""

from crm.reperes.exonerations import ACTIVITE
from crm.reperes.reperes import GENRES, Droit, Repere, categories, mention, taux_tva
from crm.reperes.suites import sans_suite, warn
from crm.reperes.textes import furnish

__all__ = [
    "ACTIVITE",
    "GENRES",
    "Droit",
    "Repere",
    "categories",
    "furnish",
    "mention",
    "sans_suite",
    "taux_tva",
    "warn",
]
