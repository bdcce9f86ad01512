"""The PDF of an issued document: given once it is made, held with the reason when its last check fails."""

from flask import Blueprint, redirect, render_template, request, url_for

from blueprints.access import requires
from blueprints.find import find
from blueprints.pdf import serve
from crm import clock
from crm.travaux import failed, retry_key


def install(bp: Blueprint, modele: type) -> None:
    read, write = requires(modele.module), requires(modele.module, "ecriture")

    @bp.get("/<int:id>/pdf")
    @read
    def show_pdf(id: int):
        document = find(modele, id)
        return serve(document.pdf_sha256, document.nom_pdf, inline=bool(request.args.get("lecture")))

    @bp.get("/<int:id>/pdf/etat")
    @read
    def show_etat_pdf(id: int):
        """The button that waits for the PDF, then gives it, or says why it is held."""
        document = find(modele, id)
        held = None if document.pdf_sha256 else failed(document.cle_pdf)
        return render_template("_redaction/_pdf.html", document=document, retenu=held)

    @bp.post("/<int:id>/pdf/essai")
    @write
    def create_essai_pdf(id: int):
        """Once the cause is mended: neither the number nor the content changes."""
        retry_key(find(modele, id).cle_pdf, clock.now())
        return redirect(url_for(f"{bp.name}.show", id=id), 303)
