from flask import redirect, render_template, request
from flask_login import current_user

from blueprints.access import logged_in
from blueprints.connexion import bp
from blueprints.connexion.forms import CodeForm
from blueprints.limits import by_account, limiter
from blueprints.sessions import after_login
from tenants import accounts, second_factor


@bp.get("/connexion/code")
@logged_in
def new_code():
    return render_template("connexion/code.html", form=CodeForm())


@bp.post("/connexion/code")
@logged_in
@limiter.limit("5/minute;30/hour", key_func=by_account)
def create_code():
    form, visit = CodeForm(), current_user.visit
    if form.validate() and second_factor.check(visit.account, form.code.data, accounts.utcnow()):
        visit.device.second_factor_at = accounts.utcnow()
        return redirect(after_login(request.args.get("suite")), 303)
    if not form.errors:
        form.code.errors = ["Ce code ne convient pas, ou a déjà servi. Attendez le suivant et réessayez."]
    return render_template("connexion/code.html", form=form), 422
