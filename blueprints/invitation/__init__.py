"""An invitation received by e-mail: joining a company, with a new account or the one already had."""

from flask import Blueprint

bp = Blueprint("invitation", __name__)

from blueprints.invitation import invitation
