"""Contacts: the people of the tiers."""

from flask import Blueprint

bp = Blueprint("contacts", __name__, url_prefix="/contacts")

from blueprints.contacts import liste  # noqa: E402, F401
