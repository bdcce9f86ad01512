"""Pistes, shown as « Prospects »: listed, qualified step by step, then converted (C-012, D-012…D-060, E-005…E-007)."""

from flask import Blueprint

from blueprints import champs, imports, logos, planification, semblables, sujets
from crm.pistes import PISTE, Piste
from crm.pistes.importation import PISTES
from crm.tiers import CONTACT, TIERS

bp = Blueprint("pistes", __name__, url_prefix="/prospects")

from blueprints.pistes import conversion, liste, pistes, statut

sujets.install(bp, Piste)
planification.install(bp, Piste)
champs.install(bp, Piste)
logos.install(bp, Piste)
imports.install(bp, PISTES)
semblables.install(bp, "pistes", (PISTE, TIERS, CONTACT))
