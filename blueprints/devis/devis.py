from flask import render_template, request

from blueprints.access import requires
from blueprints.devis import bp
from blueprints.devis.versions import version_of
from blueprints.find import find
from blueprints.redaction import papier
from blueprints.redaction.fiche import common
from crm import rapports_documents
from crm.courriels import courriels_of
from crm.devis import Devis
from crm.factures import possibles
from crm.proformas import proformas_of


@bp.get("/<int:id>")
@requires("devis")
def show(id: int):
    devis = find(Devis, id, trashed=True)
    version = None if devis.is_brouillon else version_of(devis, request.args.get("version", type=int))
    return render_template(
        "devis/show.html",
        **common(devis, request.args.get("onglet"), courriels_of(devis)),
        version=version,
        papier=papier.frozen(version.fige) if version else papier.of_draft(devis),
        factures=rapports_documents.factures_of(devis),
        formes=possibles(devis),
        proformas=proformas_of(devis),
    )
