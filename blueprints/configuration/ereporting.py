"""« E-reporting »: the periods, their deadlines, what each says, and its declaration."""

from datetime import date, timedelta

from flask import Response, abort, g, redirect, render_template, request, url_for

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import context
from blueprints.envois_uniques import once
from blueprints.ui.reponses import toast
from crm import clock, ereporting
from crm.ereporting import GENRES, LIBELLES, Declaration, Periode
from crm.plateforme import ConnexionPlateforme
from tenants import storage

RUBRIQUE = "configuration.index_declarations"
PREMIER = date(2026, 9, 1)
MONTREES = timedelta(days=62)
"""What one page shows: every deadline not passed yet is within."""


@bp.get("/e-reporting")
@requires("configuration")
def index_declarations():
    day = clock.today()
    fin = max(min(request.args.get("fin", day, type=date.fromisoformat), day), PREMIER)
    shown = ereporting.periodes(g.parametres.regime_tva, fin - MONTREES, fin)
    values = {"suivis": ereporting.suivis(shown, day), "obligation": ereporting.obligation(g.parametres)}
    values |= {"genres": GENRES, "libelles": LIBELLES, "connexion": ConnexionPlateforme.current(), "jour": day}
    values["avant"] = min(periode.debut for periode in shown) - timedelta(days=1)
    return render_template("configuration/ereporting.html", **context(RUBRIQUE, **values))


@bp.get("/e-reporting/<genre>/<debut>.xml")
@requires("configuration")
def show_declaration(genre: str, debut: str) -> Response:
    """What was declared last, else what would be."""
    periode = known(genre, debut)
    declared = Declaration.of(periode)
    if declared:
        nom, content = declared[-1].nom, storage.get(declared[-1].sha256)
    else:
        nom = f"projet-{genre}-{periode.debut:%Y%m%d}.xml"
        content = ereporting.write(ereporting.rapport(periode), "PROJET", "IN", clock.now())
    response = Response(content, mimetype="application/xml")
    response.headers.set("Content-Disposition", "attachment", filename=nom)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/e-reporting/<genre>/<debut>")
@requires("configuration", "administration")
@once
def create_declaration(genre: str, debut: str):
    declaration = Declaration.declare(known(genre, debut), g.membre, clock.now(), clock.today())
    toast(f"Déclaration demandée : {declaration.libelle}.")
    return redirect(url_for(RUBRIQUE), 303)


def known(genre: str, debut: str) -> Periode:
    """The period of this kind that begins on this day; 404 when none does."""
    try:
        day = date.fromisoformat(debut)
        periode = Periode.around(genre, g.parametres.regime_tva, day)
    except (ValueError, OverflowError):
        abort(404)
    return periode if genre in GENRES and periode.debut == day else abort(404)
