"""The images of rich texts."""

from flask import Blueprint, Response, abort, g, request, url_for

from blueprints.access import requires
from crm import images
from crm.errors import RegleMetier
from tenants import storage

bp = Blueprint("images", __name__, url_prefix="/images")


@bp.post("/")
@requires("accueil", "ecriture")
def create():
    sent = request.files.get("image")
    if not sent:
        raise RegleMetier("Choisissez d’abord une image.")
    return {"url": url_for("images.show", empreinte=images.receive(sent.read(), g.membre).sha256)}


@bp.get("/<empreinte>")
@requires("accueil")
def show(empreinte: str):
    piece = images.readable(empreinte, g.membre) or abort(404)
    response = Response(storage.get(piece.sha256), mimetype=piece.type_mime)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
