"""Opportunités: the sales one follows from the first talk to the devis, by processes of the company's own (C-010)."""

from crm.opportunites import etapes, regles
from crm.opportunites.offre import LigneOffre
from crm.opportunites.opportunite import Opportunite
from crm.opportunites.processus import DORMANCE, Etape, Processus, furnish
from crm.opportunites.vers_devis import to_devis

__all__ = ["DORMANCE", "Etape", "LigneOffre", "Opportunite", "Processus", "etapes", "furnish", "regles", "to_devis"]
