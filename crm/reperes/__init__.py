"""The law by its dates: VAT rates, mentions, thresholds. Rows, never constants in the code."""

from crm.reperes.reperes import GENRES, Droit, Repere, mention, taux_tva
from crm.reperes.textes import furnish

__all__ = ["GENRES", "Droit", "Repere", "furnish", "mention", "taux_tva"]
