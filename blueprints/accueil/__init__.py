"""« Accueil »: what waits for me today (A-002)."""

from flask import Blueprint

bp = Blueprint("accueil", __name__)

from blueprints.accueil import accueil
