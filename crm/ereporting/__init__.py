"""E-reporting (flux 10): what the administration is told of sales and receipts that no e-invoice tells it."""

from crm.ereporting.contenus import Rapport
from crm.ereporting.declarations import Declaration, Suivi, suivis, write
from crm.ereporting.periodes import GENRES, LIBELLES, Periode, obligation, periodes
from crm.ereporting.rappels import Rappel, look_what_is_due
from crm.ereporting.rapports import rapport

__all__ = [
    "GENRES",
    "LIBELLES",
    "Declaration",
    "Periode",
    "Rappel",
    "Rapport",
    "Suivi",
    "look_what_is_due",
    "obligation",
    "periodes",
    "rapport",
    "suivis",
    "write",
]
