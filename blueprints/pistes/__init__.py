"""Pistes, shown as « Prospects »: listed, qualified step by step, then converted (C-012, D-012…D-060, E-005…E-007)."""

from flask import Blueprint

from blueprints import champs, imports, planification, sujets
from crm.pistes import Piste
from crm.pistes.importation import PISTES

bp = Blueprint("pistes", __name__, url_prefix="/prospects")

from blueprints.pistes import conversion, liste, pistes, statut

sujets.install(bp, Piste)
planification.install(bp, Piste)
champs.install(bp, Piste)
imports.install(bp, PISTES)
