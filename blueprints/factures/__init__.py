"""Factures: written, issued, sent, paid, corrected by avoirs (E-001…E-004)."""

from flask import Blueprint

from blueprints import redaction, sujets
from blueprints.factures.atelier import ATELIER
from crm.factures import Facture

bp = Blueprint("factures", __name__, url_prefix="/factures")

from blueprints.factures import copies, emissions, factures, liste, pdf  # noqa: E402, F401

redaction.install(bp, ATELIER)
sujets.install(bp, Facture)
