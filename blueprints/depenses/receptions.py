"""Receiving suppliers' files: each one is kept, read by a worker, and has its own line on the page."""

from flask import g, request

from blueprints.access import requires
from blueprints.depenses import bp
from blueprints.limits import by_account, limiter
from blueprints.ui.reponses import page_or_partial
from crm import clock
from crm.depenses import Reception
from crm.depenses.receptions import failed
from crm.errors import RegleMetier
from tenants import db

AT_ONCE = 20


@bp.get("/reception")
@requires("depenses")
def show_reception():
    return draw()


@bp.post("/reception")
@requires("depenses", "ecriture")
@limiter.limit("30/minute;300/hour", key_func=by_account)
def create_reception():
    files = [one for one in request.files.getlist("fichiers") if one.filename]
    if not files:
        raise RegleMetier("Choisissez d’abord un ou plusieurs fichiers.")
    if len(files) > AT_ONCE:
        raise RegleMetier(f"Déposez {AT_ONCE} fichiers au plus à la fois.")
    refused = [reason for one in files if (reason := receive(one))]
    db.session.flush()
    return draw(refuses=refused)


def receive(fichier) -> str | None:
    """Why a file is not even kept: the others are."""
    try:
        Reception.receive(fichier.filename, fichier.read(), g.membre, clock.now())
    except RegleMetier as refused:
        return refused.message
    return None


def draw(**said):
    latest = Reception.latest()
    return page_or_partial(
        "depenses/reception.html", "depenses/_receptions.html", "receptions",
        receptions=latest, echouees=failed(latest), **said,
    )  # fmt: skip
