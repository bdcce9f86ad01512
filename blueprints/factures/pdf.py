from flask import render_template, request

from blueprints.access import requires
from blueprints.factures import bp
from blueprints.find import find
from blueprints.pdf import serve
from crm.factures import Document


@bp.get("/<int:id>/pdf")
@requires("factures")
def show_pdf(id: int):
    document = find(Document, id)
    return serve(document.pdf_sha256, document.nom_pdf, inline=bool(request.args.get("lecture")))


@bp.get("/<int:id>/pdf/etat")
@requires("factures")
def show_etat_pdf(id: int):
    """The button that waits for the PDF, then gives it."""
    return render_template("_redaction/_pdf.html", document=find(Document, id))
