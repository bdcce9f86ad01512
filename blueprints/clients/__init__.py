"""Clients, prospects and fournisseurs."""

from flask import Blueprint

bp = Blueprint("clients", __name__, url_prefix="/clients")

from blueprints.clients import liste  # noqa: E402, F401
