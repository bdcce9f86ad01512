"""« Imports et exports »: every list that one may fill or take away, and the files one asked, for oneself alone."""

from flask import Blueprint

bp = Blueprint("exports", __name__, url_prefix="/exports")

from blueprints.exports import exports
