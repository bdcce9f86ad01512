"""« Annuler »: the last gesture is undone whole, whatever it changed."""

import uuid

from flask import Blueprint, abort, g, redirect, request

from blueprints.access import requires
from blueprints.ui.reponses import fait, htmx, toast
from crm import journal

bp = Blueprint("annulations", __name__)


@bp.post("/annulations/<uuid:lot>")
@requires("accueil")
def create(lot: uuid.UUID):
    modules = journal.modules_of(lot)
    if not all(g.membre.can(module, "ecriture") for module in modules):
        abort(403)
    journal.undo(lot)
    if htmx:
        return fait(*(f"{module}:maj" for module in modules), message="Action annulée.")
    toast("Action annulée.")
    return redirect(request.referrer or request.script_root + "/", 303)
