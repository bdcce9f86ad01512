from flask import redirect, render_template
from flask_login import current_user

from blueprints.access import logged_in
from blueprints.compte import bp
from blueprints.compte.forms import MotDePasseForm
from blueprints.limits import by_account, limiter
from blueprints.roots import root_url_for
from blueprints.ui.reponses import toast
from tenants import accounts

WRONG = "Ce n’est pas votre mot de passe actuel."


@bp.get("/compte")
@logged_in
def show():
    return page(MotDePasseForm())


@bp.post("/compte/mot-de-passe")
@logged_in
@limiter.limit("10/hour", key_func=by_account)
def update_password():
    form, visit = MotDePasseForm(), current_user.visit
    if form.validate() and not accounts.authenticate(visit.account.email, form.actuel.data):
        form.actuel.errors = [WRONG]
    if form.errors or not form.try_to(
        lambda: accounts.change_password(visit.account, form.mot_de_passe.data, accounts.utcnow(), but=visit.device.id)
    ):
        return page(form), 422
    toast("Mot de passe changé. Vos autres appareils ont été déconnectés.")
    return redirect(root_url_for("compte.show"), 303)


def page(form: MotDePasseForm) -> str:
    visit = current_user.visit
    return render_template(
        "compte/show.html",
        form=form,
        compte=visit.account,
        appareils=accounts.devices(visit.account),
        cet_appareil=visit.device.id,
        espaces=accounts.workspaces(visit.account),
    )
