from flask import redirect, render_template, request
from flask_login import current_user, logout_user

from blueprints.access import logged_in, public
from blueprints.connexion import bp
from blueprints.connexion.forms import ConnexionForm
from blueprints.limits import by_email, limiter
from blueprints.roots import root_url_for
from blueprints.sessions import after_login, log_in
from tenants import accounts


@bp.get("/connexion")
@public
def new():
    if current_user.is_authenticated:
        return redirect(after_login(request.args.get("suite")))
    return render_template("connexion/new.html", form=ConnexionForm())


@bp.post("/connexion")
@public
@limiter.limit("30/minute")
@limiter.limit("10/minute;60/hour", key_func=by_email)
def create():
    form = ConnexionForm()
    account = accounts.authenticate(form.email.data or "", form.mot_de_passe.data or "") if form.validate() else None
    if account is None:
        if not form.errors:
            form.form_errors = ["L’adresse e-mail ou le mot de passe ne convient pas."]
        return render_template("connexion/new.html", form=form), 422
    log_in(account)
    return redirect(after_login(request.args.get("suite")), 303)


@bp.post("/deconnexion")
@logged_in
def destroy():
    accounts.revoke_devices(current_user.visit.account, accounts.utcnow(), only=current_user.visit.device.id)
    logout_user()
    return redirect(root_url_for("connexion.new"), 303)
