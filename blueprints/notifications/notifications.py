from flask import g, redirect, url_for

from blueprints.access import requires
from blueprints.notifications import bp
from blueprints.ui.cellules import adresse_fiche
from blueprints.ui.reponses import htmx, page_or_partial
from crm.clock import now
from crm.notifications import latest_of, read_all


@bp.get("")
@requires("accueil")
def index():
    return draw()


@bp.post("/lecture")
@requires("accueil")
def create_lecture():
    """All is read."""
    read_all(g.membre, now())
    g.nouvelles = 0
    return draw() if htmx else redirect(url_for("notifications.index"), 303)


def draw():
    told = latest_of(g.membre)
    urls = {one.id: adresse_fiche(*one.fiche) for one in told if one.fiche}
    return page_or_partial(
        "notifications/index.html", "notifications/_liste.html", ("volet-contenu", "notifications"),
        notifications=told, urls=urls, nouvelles=g.nouvelles,
    )  # fmt: skip
