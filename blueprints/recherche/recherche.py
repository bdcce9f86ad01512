from flask import g, make_response, render_template, request

from blueprints.access import requires
from blueprints.recherche import bp
from blueprints.recherche.groupes import groups


@bp.get("/recherche")
@requires("accueil")
def index():
    q = " ".join(request.args.get("q", "").replace("\x00", "").split())[:100]
    response = make_response(render_template("recherche/_resultats.html", groupes=groups(q, g.membre), q=q))
    response.headers["Cache-Control"] = "private, no-store"
    return response
