from flask import Response, abort, current_app, g, render_template, url_for

from blueprints.access import requires
from blueprints.exports import bp
from blueprints.listes.titres import title
from blueprints.travaux.travaux import send
from blueprints.ui.reponses import hx_redirect, toast
from crm import clock, mes_exports
from crm.imports import IMPORTABLES, Importable
from crm.listes import LISTES, Liste
from crm.modules import MODULES
from tenants import Travail, db


@bp.get("")
@requires("accueil")
def index() -> str:
    travaux = mes_exports.exports_of(g.membre, clock.now())
    return render_template(
        "exports/index.html", travaux=travaux, titre_liste=title, expire=mes_exports.expiry, listes=listes()
    )


def listes() -> list[tuple[Liste, Importable | None]]:
    """Those that one may read, with what one may import there: those filled by file first, then as the menu."""
    known = [liste for liste in LISTES.values() if g.membre.can(liste.module) and is_open(liste, "new_export")]
    found = [(liste, IMPORTABLES.get(liste.cle) if may_import(liste) else None) for liste in known]
    menu = list(MODULES)
    return sorted(found, key=lambda one: (one[1] is None, one[0].cle not in menu, menu.index(one[0].module)))


def may_import(liste: Liste) -> bool:
    return is_open(liste, "new_import") and g.membre.can(liste.module, "ecriture")


def is_open(liste: Liste, view: str) -> bool:
    return f"{liste.cle}.{view}" in current_app.view_functions


@bp.get("/<int:id>/fichier")
@requires("accueil")
def show_fichier(id: int) -> Response:
    return send(find(id))


@bp.post("/<int:id>/retrait")
@requires("accueil")
def destroy(id: int) -> Response:
    mes_exports.discard(find(id))
    toast("Fichier supprimé.")
    return hx_redirect(url_for("exports.index"))


def find(id: int) -> Travail:
    """One's own export; anybody else's does not exist, nor for administrators."""
    travail = db.session.get(Travail, id) if id < 2**63 else None
    if travail is None or not mes_exports.is_of(travail, g.membre):
        abort(404)
    return travail
