from flask import url_for

from blueprints.access import requires
from blueprints.contacts import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, toast
from crm.tiers import Contact


@bp.post("/<int:id>/copie")
@requires("contacts", "ecriture")
@once
def create_copie(id: int):
    copy = find(Contact, id).duplicate()
    toast("Copie créée.", annuler_url=undo_url())
    return hx_redirect(url_for("contacts.show", id=copy.id))
