from flask import request, url_for

from blueprints.access import requires
from blueprints.contacts import bp
from blueprints.find import find
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, toast
from crm.tiers import PROFILS_CONTACT, Contact


@bp.put("/<int:id>/profil")
@requires("contacts", "ecriture")
def update_profil(id: int):
    """The other tab of fields (B-043); what the first one says stays."""
    contact = find(Contact, id)
    contact.pass_to(request.form.get("nature", ""))
    toast(f"Profil : {PROFILS_CONTACT[contact.nature]}.", annuler_url=undo_url())
    return hx_redirect(url_for("contacts.show", id=id))
