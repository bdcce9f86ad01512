from flask import g, redirect, url_for

from blueprints.access import requires
from blueprints.envois_uniques import once
from blueprints.factures import bp
from blueprints.find import find
from blueprints.ui.reponses import toast
from crm.factures import Facture


@bp.post("/<int:id>/copie")
@requires("factures", "ecriture")
@once
def create_copie(id: int):
    copy = find(Facture, id).duplicate(g.membre)
    toast("Copie créée : vérifiez les dates.")
    return redirect(url_for("factures.edit", id=copy.id), 303)
