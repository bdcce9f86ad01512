"""From the rows of « Suivi pipeline », ticked or all found, to their card, their opportunities and their events."""

from flask import abort, g, redirect, render_template, request, url_for

from blueprints.access import requires
from blueprints.listes.lots import read_selection
from blueprints.pipeline import bp
from blueprints.pipeline.liste import ECRAN
from blueprints.ui.cellules import adresse_fiche
from blueprints.ui.reponses import hx_redirect
from crm.clock import today
from crm.listes import Contexte
from crm.pipeline import Interlocuteur, events_of, token
from tenants import db

PAGE = 50


@bp.get("/<int:id>")
@requires("opportunites")
def show(id: int):
    found = db.session.get(Interlocuteur, id) if id < 2**62 else None
    modele = found and {"pistes": "pistes", "tiers": "clients"}[found.genre]
    if modele is None or not g.membre.can(modele):
        abort(404)
    return redirect(adresse_fiche(modele, found.numero))


@bp.get("/opportunites")
@requires("opportunites")
def redirect_opportunites():
    return hx_redirect(url_for("opportunites.index", vue="toutes", pipeline=asked()))


@bp.get("/evenements/choix")
@requires("opportunites")
def redirect_evenements():
    return hx_redirect(url_for("pipeline.index_evenements", pipeline=asked()))


@bp.get("/evenements")
@requires("opportunites")
def index_evenements():
    jeton = request.args.get("pipeline", "")[:2000]
    found = events_of(jeton, g.membre, Contexte(g.membre.id, today()), request.args.get("apres", ""), PAGE + 1)
    return render_template(
        "pipeline/evenements.html",
        evenements=found[:PAGE],
        suite=found[PAGE - 1].curseur if len(found) > PAGE else None,
        adresse=lambda sujet: adresse_fiche(*sujet[1:]),
    )


def asked() -> str:
    """Nothing ticked, and nothing said of it: all that the search finds."""
    requete, ids = read_selection(ECRAN, request.args)
    return token(requete, ids or None)
