"""« Facture pro forma »: `install(bp, Model)` adds its making and its PDF."""

from flask import Blueprint, abort, g, redirect, url_for

from blueprints.access import requires
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.pdf import serve
from blueprints.ui.reponses import toast
from crm import clock
from crm.proformas import Proforma, proformas_of


def install(bp: Blueprint, modele: type) -> None:
    @bp.post("/<int:id>/proformas")
    @requires(modele.module, "ecriture")
    @once
    def create_proforma(id: int):
        made = Proforma.of(find(modele, id), clock.today(), clock.now(), g.membre)
        toast(f"Facture pro forma {made.numero} créée : son PDF se prépare.")
        return redirect(url_for(f"{bp.name}.show", id=id), 303)

    @bp.get("/<int:id>/proformas/<int:proforma_id>/pdf")
    @requires(modele.module)
    def show_proforma_pdf(id: int, proforma_id: int):
        of_it = {one.id: one for one in proformas_of(find(modele, id))}
        proforma = of_it.get(proforma_id) or abort(404)
        return serve(proforma.pdf_sha256, proforma.nom_pdf)
