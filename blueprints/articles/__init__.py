"""Articles: the catalogue of goods and services (E-030, E-031)."""

from flask import Blueprint

from blueprints import sujets
from crm.articles import Article

bp = Blueprint("articles", __name__, url_prefix="/articles")

from blueprints.articles import articles, choix, liste

sujets.install(bp, Article)
