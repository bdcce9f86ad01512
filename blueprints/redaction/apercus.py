"""« Aperçu PDF »: the draft as it will be printed, made by a worker, opened in a tab of its own."""

from flask import Blueprint, abort, g, redirect, render_template, request, url_for

from blueprints.access import requires
from blueprints.find import find
from blueprints.pdf import serve
from blueprints.ui.reponses import hx_redirect, is_fragment
from crm.clock import today
from tenants import Travail, db


def install(bp: Blueprint, atelier, keep) -> None:
    write = requires(atelier.modele.module, "ecriture")

    @bp.post("/<int:id>/apercu")
    @write
    def create_apercu(id: int):
        document = find(atelier.modele, id)
        form = atelier.posted() if "tiers_id" in request.form else None
        if form and not keep(atelier, form, document):
            return atelier.draw(form, find(atelier.modele, id), 422)
        travail = document.preview_later(document.jour_prevu(today()), g.membre)
        return redirect(url_for(f"{bp.name}.show_apercu", id=id, travail_id=travail.id), 303)

    @bp.get("/<int:id>/apercu/<int:travail_id>")
    @write
    def show_apercu(id: int, travail_id: int):
        travail = preview_of(find(atelier.modele, id), travail_id)
        if travail.fini_le and travail.resultat:
            return hx_redirect(url_for(f"{bp.name}.show_apercu_pdf", id=id, travail_id=travail_id))
        page = "_redaction/_apercu.html" if is_fragment("apercu") else "_redaction/apercu.html"
        return render_template(page, travail=travail, url=request.path, retour=atelier.url("edit", id=id))

    @bp.get("/<int:id>/apercu/<int:travail_id>/pdf")
    @write
    def show_apercu_pdf(id: int, travail_id: int):
        travail = preview_of(find(atelier.modele, id), travail_id)
        return serve((travail.resultat or {}).get("sha256"), (travail.resultat or {}).get("nom", ""), inline=True)


def preview_of(document, travail_id: int) -> Travail:
    """The job, if it is a preview of this very document; else 404."""
    travail = db.session.get(Travail, travail_id)
    subject = (document.__tablename__, document.id, "preview_now")
    if travail is None or (travail.sujet_type, travail.sujet_id, travail.methode) != subject:
        abort(404)
    return travail
