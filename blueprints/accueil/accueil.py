from flask import g, render_template

from blueprints.access import requires
from blueprints.accueil import bp
from crm import actions, rapports
from crm.clock import today
from crm.ereporting import Rappel
from crm.tiers import Tiers

MONTREES = 6


@bp.get("/")
@requires("accueil")
def index():
    jour = today()
    a_faire = actions.of_membre(g.membre, MONTREES) if g.membre.can("actions") else []
    return render_template(
        "accueil/index.html",
        membre=g.membre,
        aujourdhui=jour,
        attente=rapports.accueil(jour, g.membre),
        a_faire=a_faire,
        noms_sujets=actions.subjects([action.id for action in a_faire]) if a_faire else {},
        recents=Tiers.latest() if g.membre.can("clients") else (),
        declarations=Rappel.all() if g.membre.can("configuration", "administration") else (),
        manques=g.parametres.manques if g.membre.can("configuration", "administration") else (),
    )
