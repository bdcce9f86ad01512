from flask import g, render_template

from blueprints.access import requires
from blueprints.accueil import bp
from crm.clock import today


@bp.get("/")
@requires("accueil")
def index():
    return render_template("accueil/index.html", membre=g.membre, aujourdhui=today())
