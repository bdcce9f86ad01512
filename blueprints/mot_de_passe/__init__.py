"""A forgotten password: a link by e-mail, then a new one."""

from flask import Blueprint

bp = Blueprint("mot_de_passe", __name__)

from blueprints.mot_de_passe import mot_de_passe
