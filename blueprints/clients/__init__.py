"""Clients: the tiers of the company, prospects, clients and fournisseurs (E-008…E-010)."""

from flask import Blueprint

from blueprints import champs, fusions, imports, logos, places, planification, semblables, sujets
from crm.tiers import CONTACT, TIERS, Tiers
from crm.tiers.importation import CLIENTS

bp = Blueprint("clients", __name__, url_prefix="/clients")

from blueprints.clients import adresses, annuaire, choix, clients, delegations, enveloppes, liste, rattachements

sujets.install(bp, Tiers)
places.install(places.Cote(bp, Tiers, "tiers_id", "contacts"))
planification.install(bp, Tiers)
champs.install(bp, Tiers)
logos.install(bp, Tiers)
imports.install(bp, CLIENTS)
semblables.install(bp, "clients", (TIERS, CONTACT))
fusions.install(bp, Tiers, TIERS, liste.ECRAN)
