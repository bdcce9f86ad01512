from flask import url_for

from blueprints.access import requires
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.opportunites import bp
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, toast
from crm.clock import today
from crm.opportunites import Opportunite


@bp.post("/<int:id>/copie")
@requires("opportunites", "ecriture")
@once
def create_copie(id: int):
    copy = find(Opportunite, id).duplicate(today())
    toast("Copie créée.", annuler_url=undo_url())
    return hx_redirect(url_for("opportunites.show", id=copy.id))
