"""What every page on screen asks every few seconds: has somebody else changed what it shows? (E-053)"""

from flask import Blueprint

bp = Blueprint("veille", __name__, url_prefix="/veille")

from blueprints.veille import veille
