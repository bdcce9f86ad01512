"""Avoirs: what corrects an issued facture; set off against another, or given back (E-022…E-025)."""

from flask import Blueprint

from blueprints.redaction import envois, pdf
from crm.avoirs import Avoir

bp = Blueprint("avoirs", __name__, url_prefix="/avoirs")

from blueprints.avoirs import avoirs, emplois, liste

envois.install(bp, Avoir)
pdf.install(bp, Avoir)
