"""Articles: what is sold, with its prices."""

from flask import Blueprint

bp = Blueprint("articles", __name__, url_prefix="/articles")

from blueprints.articles import liste  # noqa: E402, F401
