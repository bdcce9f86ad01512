"""The palette: actions, what was opened lately, pages, and the records of every list one may read."""

from flask import Blueprint

bp = Blueprint("recherche", __name__)

from blueprints.recherche import ouvertures, recherche
