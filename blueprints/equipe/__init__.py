"""« Équipe »: the people of the company, their roles and rights (E-050…E-054)."""

from flask import Blueprint

bp = Blueprint("equipe", __name__, url_prefix="/equipe")

from blueprints.equipe import membres
