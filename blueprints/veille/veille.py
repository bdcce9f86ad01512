from flask import g, render_template, request

from blueprints.access import requires
from blueprints.veille import bp
from crm.modules import MODULES
from crm.veille import Sujet, since
from tenants.ids import read_id


@bp.get("")
@requires("accueil")
def show():
    """What this member may know of what others have changed; 204 when that is nothing."""
    depuis = request.args.get("depuis", 0, int)
    changed = None
    if g.derniere_entree > depuis:
        changed = since(depuis, g.derniere_entree, membre_id=g.membre.id, modules=readable(), sujet=shown())
    told = {"depuis": changed.dernier, "modules": changed.modules, "phrase": changed.phrase} if changed else {}
    if request.args.get("nouvelles", 0, int) != g.nouvelles:
        told["cloche"] = render_template("_shell/cloche.html", nouvelles=g.nouvelles)
    return told or ("", 204)


def readable() -> set[str]:
    return {cle for cle in MODULES if g.membre.can(cle)}


def shown() -> Sujet | None:
    """The record of the page, written « factures-12 »."""
    table, _, number = request.args.get("fiche", "").partition("-")
    return Sujet(table, id) if (id := read_id(number)) else None
