"""Devis: written freely, sent as numbered versions that no longer change, then accepted or refused."""

from crm.devis.devis import Devis, LigneDevis
from crm.devis.versions import VersionDevis

__all__ = ["Devis", "LigneDevis", "VersionDevis"]
