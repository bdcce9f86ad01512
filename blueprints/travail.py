from flask import Response, make_response, redirect, render_template, url_for

from blueprints.ui.reponses import htmx
from tenants import Travail


def progress_of(travail: Travail, recharger: bool = False) -> Response:
    """The progress of a job just asked for: in the place that asked, or on its own page. `recharger`: the page that
    asked is drawn again once it is done."""
    if not htmx:
        return redirect(url_for("travaux.show", id=travail.id), 303)
    return make_response(render_template("travaux/_travail.html", travail=travail, recharger=recharger))
