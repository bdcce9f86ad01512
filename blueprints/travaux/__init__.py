"""Jobs: their progress and their files, for who asked them."""

from flask import Blueprint

bp = Blueprint("travaux", __name__, url_prefix="/travaux")

from blueprints.travaux import travaux
