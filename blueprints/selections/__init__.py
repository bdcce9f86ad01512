"""« Sélections »: the rows kept under a name, of every list one may read."""

from flask import Blueprint

bp = Blueprint("selections", __name__, url_prefix="/selections")

from blueprints.selections import selections
