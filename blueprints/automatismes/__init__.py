"""« Journal des automatismes »: what the machine did by itself or on demand, for which record, how it ended."""

from flask import Blueprint

bp = Blueprint("automatismes", __name__, url_prefix="/automatismes")

from blueprints.automatismes import essais, liste
