"""« Mes exports »: the files one asked, for oneself alone."""

from flask import Blueprint

bp = Blueprint("exports", __name__, url_prefix="/exports")

from blueprints.exports import exports
