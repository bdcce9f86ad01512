"""Factures pro forma: what a facture would say, numbered apart, worth nothing in accounts (DEV-18)."""

from crm.proformas.proformas import Proforma, proformas_of

__all__ = ["Proforma", "proformas_of"]
