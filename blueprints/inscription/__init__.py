"""Sign-up: a company and its administrator, opened by a link sent by e-mail."""

from flask import Blueprint

bp = Blueprint("inscription", __name__)

from blueprints.inscription import inscription
