"""The companies of an account, and the switch from one to another."""

from flask import Blueprint, redirect, render_template
from flask_login import current_user

from blueprints.access import logged_in
from blueprints.roots import company_url
from tenants import accounts

bp = Blueprint("espaces", __name__)


@bp.get("/espaces")
@logged_in
def index():
    spaces = accounts.workspaces(current_user.visit.account)
    if len(spaces) == 1:
        return redirect(company_url(spaces[0].slug))
    return render_template("espaces/index.html", espaces=spaces, company_url=company_url)
