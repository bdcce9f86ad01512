"""E-reporting (flux 10): what the administration is told of sales and receipts that no e-invoice tells it."""

from crm.ereporting.declarations import Declaration, Suivi, suivis, write
from crm.ereporting.periodes import GENRES, LIBELLES, Periode, obligation, periodes
from crm.ereporting.rapports import Rapport, rapport

__all__ = [
    "GENRES",
    "LIBELLES",
    "Declaration",
    "Periode",
    "Rapport",
    "Suivi",
    "obligation",
    "periodes",
    "rapport",
    "suivis",
    "write",
]
