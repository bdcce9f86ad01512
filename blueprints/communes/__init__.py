"""Communes: those a company adds to the official reference, and what address forms propose (D-029…D-032)."""

from flask import Blueprint

from blueprints import imports, sujets
from crm.communes import Commune
from crm.communes.importation import COMMUNES

bp = Blueprint("communes", __name__, url_prefix="/communes")

from blueprints.communes import choix, communes, liste, villes

sujets.install_trash(bp, Commune)
imports.install(bp, COMMUNES)
