"""Factures: drafted freely, issued once, then frozen. A mistake is corrected by an avoir."""

from crm.factures.controle import DOUTEUX, MANQUANT, OK, Point
from crm.factures.conversions import possibles
from crm.factures.documents import Document, LigneFacture
from crm.factures.factures import Facture
from crm.factures.periodiques import facturables
from crm.factures.suivi import SuiviFacture

__all__ = [
    "DOUTEUX",
    "MANQUANT",
    "OK",
    "Document",
    "Facture",
    "LigneFacture",
    "Point",
    "SuiviFacture",
    "facturables",
    "possibles",
]
