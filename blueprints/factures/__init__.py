"""Factures: written, issued, sent, paid, corrected by avoirs (E-001…E-004)."""

from flask import Blueprint

from blueprints import redaction, sujets
from blueprints.factures.atelier import ATELIER
from blueprints.redaction import envois, pdf, proformas
from crm.factures import Document, Facture

bp = Blueprint("factures", __name__, url_prefix="/factures")

from blueprints.factures import (
    avoirs,
    complements,
    copies,
    deductions,
    emissions,
    factures,
    liste,
    rectifications,
    transmissions,
    xml,
)

redaction.install(bp, ATELIER)
envois.install(bp, Facture)
pdf.install(bp, Document)
proformas.install(bp, Facture)
sujets.install(bp, Document)
