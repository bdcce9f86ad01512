"""One's own account: name, password, second factor, logged-in devices."""

from flask import Blueprint

bp = Blueprint("compte", __name__)

from blueprints.compte import appareils, compte, double_authentification
