from flask import redirect
from flask_login import current_user

from blueprints.access import logged_in
from blueprints.compte import bp
from blueprints.roots import root_url_for
from blueprints.ui.reponses import toast
from tenants import accounts


@bp.post("/compte/appareils/<int:id>/deconnexion")
@logged_in
def revoke_appareil(id: int):
    accounts.revoke_devices(current_user.visit.account, accounts.utcnow(), only=id)
    toast("Appareil déconnecté.")
    return redirect(root_url_for("compte.show"), 303)


@bp.post("/compte/appareils/deconnexion")
@logged_in
def revoke_others():
    visit = current_user.visit
    accounts.revoke_devices(visit.account, accounts.utcnow(), but=visit.device.id)
    toast("Tous les autres appareils ont été déconnectés.")
    return redirect(root_url_for("compte.show"), 303)
