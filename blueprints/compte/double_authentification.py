import segno
from flask import redirect, render_template
from flask_login import current_user

from blueprints.access import logged_in
from blueprints.compte import bp
from blueprints.compte.compte import WRONG
from blueprints.compte.forms import ActivationForm, ConfirmationForm
from blueprints.limits import by_account, limiter
from blueprints.roots import root_url_for
from blueprints.ui.reponses import toast
from tenants import accounts, second_factor


@bp.get("/compte/double-authentification")
@logged_in
def show_double():
    return page()


@bp.post("/compte/double-authentification")
@logged_in
@limiter.limit("20/hour", key_func=by_account)
def begin_double():
    """The password is asked again: a browser left open must not lock its owner out."""
    form, account = ConfirmationForm(), current_user.visit.account
    if not account.has_second_factor and form.validate():
        if accounts.authenticate(account.email, form.actuel.data):
            second_factor.begin(account)
            return redirect(root_url_for("compte.show_double"), 303)
        form.actuel.errors = [WRONG]
    return page(confirmation=form), 422


@bp.post("/compte/double-authentification/activation")
@logged_in
@limiter.limit("10/minute", key_func=by_account)
def confirm_double():
    form, visit = ActivationForm(), current_user.visit
    codes = second_factor.confirm(visit.account, form.code.data, accounts.utcnow()) if form.validate() else None
    if codes is None:
        if not form.errors:
            form.code.errors = ["Ce code ne convient pas. Vérifiez l’heure de votre téléphone et réessayez."]
        return page(activation=form), 422
    visit.device.second_factor_at = accounts.utcnow()
    return render_template("compte/codes.html", codes=codes)


@bp.post("/compte/double-authentification/retrait")
@logged_in
@limiter.limit("10/hour", key_func=by_account)
def remove_double():
    form, account = ConfirmationForm(), current_user.visit.account
    if form.validate() and accounts.authenticate(account.email, form.actuel.data):
        second_factor.remove(account)
        toast("La double authentification est retirée.")
        return redirect(root_url_for("compte.show"), 303)
    if not form.errors:
        form.actuel.errors = [WRONG]
    return page(confirmation=form), 422


def page(confirmation: ConfirmationForm | None = None, activation: ActivationForm | None = None) -> str:
    account = current_user.visit.account
    pending = account.totp_secret is not None and not account.has_second_factor
    uri = second_factor.provisioning_uri(account) if pending else None
    return render_template(
        "compte/double.html",
        compte=account,
        confirmation=confirmation or ConfirmationForm(),
        activation=activation or ActivationForm(),
        qr=segno.make(uri, error="m").svg_data_uri(scale=5, border=2) if uri else None,
        cle=uri.split("secret=")[1].split("&")[0] if uri else None,
    )
