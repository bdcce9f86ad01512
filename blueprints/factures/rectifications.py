from flask import g, redirect, url_for

from blueprints.access import requires
from blueprints.envois_uniques import once
from blueprints.factures import bp
from blueprints.find import find
from blueprints.ui.reponses import toast
from crm.factures import Facture


@bp.post("/<int:id>/rectification")
@requires("factures", "ecriture")
@once
def create_rectification(id: int):
    """« Annule et remplace »."""
    facture = find(Facture, id)
    new = facture.rectify(g.membre)
    toast(f"Brouillon créé : corrigez-le, il remplacera {facture.numero} à son émission.")
    return redirect(url_for("factures.edit", id=new.id), 303)
