"""The plateforme agréée: invoices are deposited there, their life is read from it, and receipts are said to it."""

from crm.plateforme.annuaire import Consultation
from crm.plateforme.canaux import Canal, canal
from crm.plateforme.connexion import ConnexionPlateforme
from crm.plateforme.echanges import EchangePlateforme
from crm.plateforme.encaissements import Encaissement
from crm.plateforme.etapes import etapes
from crm.plateforme.gestes import remake, transmit
from crm.plateforme.regles import in_directory
from crm.plateforme.releves import Releve, look_what_is_due
from crm.plateforme.reponses import Reponse, complete
from crm.plateforme.retours import Retour, came_by_platform, retours_of
from crm.plateforme.transmissions import StatutFacture, Transmission

__all__ = [
    "Canal",
    "ConnexionPlateforme",
    "Consultation",
    "EchangePlateforme",
    "Encaissement",
    "Releve",
    "Reponse",
    "Retour",
    "StatutFacture",
    "Transmission",
    "came_by_platform",
    "canal",
    "complete",
    "etapes",
    "in_directory",
    "look_what_is_due",
    "remake",
    "retours_of",
    "transmit",
]
