"""The file as it was received, byte for byte; a PDF may be read on screen."""

from flask import Response, abort, request

from blueprints.access import requires
from blueprints.depenses import bp
from blueprints.find import find
from blueprints.pdf import send
from crm.depenses import Depense
from tenants import storage


@bp.get("/<int:id>/original")
@requires("depenses")
def show_original(id: int) -> Response:
    depense = find(Depense, id)
    if not depense.sha256:
        abort(404)
    content = storage.get(depense.sha256)
    if depense.is_pdf and request.args.get("lecture"):
        return send(content, depense.nom_fichier, inline=True)
    response = Response(content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=depense.nom_fichier)
    response.headers["Cache-Control"] = "private, no-store"
    return response
