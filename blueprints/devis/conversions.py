from flask import abort, g, redirect, url_for

from blueprints.access import requires
from blueprints.devis import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.ui.reponses import toast
from crm.devis import Devis
from crm.factures import Facture


@bp.post("/<int:id>/facture")
@requires("factures", "ecriture")
@once
def create_facture(id: int):
    if not g.membre.can("devis"):
        abort(403)
    facture = Facture.from_devis(find(Devis, id), g.membre)
    toast("Brouillon de facture créé depuis le devis.")
    return redirect(url_for("factures.edit", id=facture.id), 303)
