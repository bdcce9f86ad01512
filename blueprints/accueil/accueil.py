from flask import render_template

from blueprints.access import requires
from blueprints.accueil import bp


@bp.get("/")
@requires("accueil")
def index():
    return render_template("accueil/index.html")
