"""Règlements: money received or given back. A mistake is corrected by an opposite row, never by a change (CAI-05)."""

from crm.reglements import acquittement
from crm.reglements.reglements import EN_EUROS, Reglement
from crm.reglements.regles import MODES
from crm.reglements.soldes import Solde, ecart_de_change, propose, solde_client

__all__ = ["EN_EUROS", "MODES", "Reglement", "Solde", "acquittement", "ecart_de_change", "propose", "solde_client"]
