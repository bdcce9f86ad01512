"""« Suivi pipeline »: prospects and tiers searched together, then their opportunities and their events."""

from flask import Blueprint

bp = Blueprint("pipeline", __name__, url_prefix="/pipeline")

from blueprints.pipeline import liens, liste
