"""An issued document as bare XML: the CII sealed with it, or the same in UBL."""

from flask import Response, abort

from blueprints.access import requires
from blueprints.factures import bp
from blueprints.find import find
from crm.documents.contenu import Contenu
from crm.factures import Document
from crm.facturx import ubl

SYNTAXES = {
    "cii": lambda document: document.cii.encode(),
    "ubl": lambda document: ubl.xml(Contenu.from_dict(document.fige)),
}


@bp.get("/<int:id>/xml/<syntaxe>")
@requires("factures")
def show_xml(id: int, syntaxe: str) -> Response:
    document = find(Document, id)
    if syntaxe not in SYNTAXES or not document.fige:
        abort(404)
    response = Response(SYNTAXES[syntaxe](document), mimetype="application/xml")
    response.headers.set("Content-Disposition", "attachment", filename=f"{document.numero}-{syntaxe}.xml")
    response.headers["Cache-Control"] = "private, no-store"
    return response
