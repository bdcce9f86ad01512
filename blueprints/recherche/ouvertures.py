from flask import g, request

from blueprints.recherche import bp
from crm.listes import LISTES, palette
from tenants import db


@bp.before_app_request
def remember_opening() -> None:
    """A card about to be shown is remembered for « Consultés récemment »; an error undoes it with the rest."""
    blueprint, _, action = (request.endpoint or "").rpartition(".")
    liste = LISTES.get(blueprint)
    if action != "show" or request.method != "GET" or liste is None or liste.palette is None or "membre" not in g:
        return
    number = request.view_args.get("id", 0)
    fiche = db.session.get(liste.modele, number) if number < 2**63 else None
    if fiche is not None and getattr(fiche, "supprime_le", None) is None:
        palette.remember(g.membre, liste, fiche)
        g.ouverte = fiche  # held, so that the view finds it without asking the database again
