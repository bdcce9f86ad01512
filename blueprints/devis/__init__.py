"""Devis: written, sent as versions, accepted or refused, invoiced (E-018…E-021)."""

from flask import Blueprint

from blueprints import redaction, sujets
from blueprints.devis.atelier import ATELIER
from blueprints.redaction import envois, proformas
from crm.devis import Devis

bp = Blueprint("devis", __name__, url_prefix="/devis")

from blueprints.devis import conversions, copies, devis, facturations, liste, periodiques, reponses, versions

redaction.install(bp, ATELIER)
envois.install(bp, Devis)
proformas.install(bp, Devis)
sujets.install(bp, Devis)
