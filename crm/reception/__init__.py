"""Réception: what suppliers send, Factur-X, CII or UBL, opened safely, judged by the official rules, and read."""

from crm.reception.constats import Constat, FichierRefuse
from crm.reception.facture_lue import FactureLue, GroupeLu, LigneLue, Partie
from crm.reception.lecture import Lecture, lire

__all__ = ["Constat", "FactureLue", "FichierRefuse", "GroupeLu", "Lecture", "LigneLue", "Partie", "lire"]
