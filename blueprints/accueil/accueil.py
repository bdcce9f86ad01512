from flask import g, render_template

from blueprints.access import requires
from blueprints.accueil import bp
from crm import rapports
from crm.clock import today
from crm.ereporting import Rappel
from crm.tiers import Tiers


@bp.get("/")
@requires("accueil")
def index():
    jour = today()
    return render_template(
        "accueil/index.html",
        membre=g.membre,
        aujourdhui=jour,
        attente=rapports.accueil(jour, g.membre),
        recents=Tiers.latest() if g.membre.can("clients") else (),
        declarations=Rappel.all() if g.membre.can("configuration", "administration") else (),
        manques=g.parametres.manques if g.membre.can("configuration", "administration") else (),
    )
