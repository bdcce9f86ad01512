"""Opportunités: listed and dragged from step to step, followed, offered, then made devis (B-065…B-100, D-130…D-143)."""

from flask import Blueprint

from blueprints import champs, imports, planification, sujets
from crm.opportunites import Opportunite
from crm.opportunites.importation import OPPORTUNITES

bp = Blueprint("opportunites", __name__, url_prefix="/opportunites")

from blueprints.opportunites import avancement, carnet, copies, devis, liste, offre, opportunites

sujets.install(bp, Opportunite)
planification.install(bp, Opportunite)
champs.install(bp, Opportunite)
imports.install(bp, OPPORTUNITES)
