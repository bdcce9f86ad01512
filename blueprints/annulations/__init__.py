"""« Annuler »: puts back what one gesture changed, on one record or on many."""

import uuid

from flask import Blueprint, Response, abort, g, redirect, request

from blueprints.access import requires
from blueprints.ui.reponses import htmx, toast
from crm import journal

bp = Blueprint("annulations", __name__)


@bp.post("/annulations/<uuid:lot>")
@requires("accueil")
def create(lot: uuid.UUID):
    if not all(g.membre.can(module, "ecriture") for module in journal.modules_of(lot)):
        abort(403)
    count = journal.undo(lot)
    toast("C’est annulé." if count == 1 else f"C’est annulé pour {count} fiches.")
    if htmx:
        return Response(status=204, headers={"HX-Refresh": "true"})
    return redirect(request.referrer or request.script_root + "/", 303)
