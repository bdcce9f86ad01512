"""« À traiter »: what is planned about the records, done with a report, postponed, dropped (B-093…B-098)."""

from flask import Blueprint

bp = Blueprint("actions", __name__, url_prefix="/actions")

from blueprints.actions import actions, liste
