from flask import Response, make_response, redirect, render_template, url_for

from blueprints.ui.reponses import htmx
from tenants import Travail


def panel(travail: Travail) -> Response:
    """The progress of a job just asked for: in the side panel, or on its own page."""
    if not htmx:
        return redirect(url_for("travaux.show", id=travail.id), 303)
    response = make_response(render_template("travaux/_panneau.html", travail=travail))
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#volet-contenu", "innerHTML"
    return response
