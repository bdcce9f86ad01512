from flask import abort, redirect, url_for

from blueprints.access import requires
from blueprints.automatismes import bp
from blueprints.ui.reponses import fait, htmx, toast
from crm import clock
from tenants import Travail, db

AGAIN = "Nouvel essai demandé."


@bp.post("/<int:id>/essais")
@requires("automatismes", "ecriture")
def create_essai(id: int):
    travail = db.session.get(Travail, id) or abort(404)
    if travail.is_running or travail.fini_le:
        abort(409)
    travail.retry(clock.now())
    if htmx:
        return fait("automatismes:maj", message=AGAIN)
    toast(AGAIN)
    return redirect(url_for("automatismes.index"), 303)
