from flask import g, redirect, url_for

from blueprints.access import requires
from blueprints.devis import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.ui.reponses import toast
from crm.devis import Devis


@bp.post("/<int:id>/copie")
@requires("devis", "ecriture")
@once
def create_copie(id: int):
    copy = find(Devis, id).duplicate(g.membre)
    toast("Copie créée.")
    return redirect(url_for("devis.edit", id=copy.id), 303)
