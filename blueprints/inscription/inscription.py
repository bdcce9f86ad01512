from flask import redirect, render_template

from blueprints.access import public
from blueprints.inscription import bp
from blueprints.inscription.forms import InscriptionForm
from blueprints.limits import by_email, limiter
from blueprints.roots import company_url
from blueprints.sessions import log_in
from crm.espace import open_espace
from tenants import accounts, links


@bp.get("/inscription")
@public
def new():
    return render_template("inscription/new.html", form=InscriptionForm())


@bp.post("/inscription")
@public
@limiter.limit("20/hour")
@limiter.limit("5/hour", key_func=by_email)
def create():
    form = InscriptionForm()
    if form.validate() and form.try_to(
        lambda: links.ask_sign_up(
            company=form.societe.data,
            name=form.nom.data,
            email=form.email.data,
            password=form.mot_de_passe.data,
            now=accounts.utcnow(),
        )
    ):
        return render_template("inscription/envoyee.html", email=form.email.data)
    return render_template("inscription/new.html", form=form), 422


@bp.get("/inscription/<jeton>")
@public
def show(jeton: str):
    """The page behind the link asks for a click: some mail servers open links by themselves."""
    link = links.find("inscription", jeton, accounts.utcnow())
    return render_template("inscription/show.html", lien=link, jeton=jeton), 200 if link else 404


@bp.post("/inscription/<jeton>")
@public
@limiter.limit("20/hour")
def open_company(jeton: str):
    now = accounts.utcnow()
    link = links.find("inscription", jeton, now)
    if link is None:
        return render_template("inscription/show.html", lien=None, jeton=jeton), 404
    opened = links.open_company(link, now)
    if opened is None:
        return render_template("inscription/patience.html", jeton=jeton), 503
    account, tenant = opened
    open_espace(tenant, account, now)
    log_in(account)
    return redirect(company_url(tenant.slug), 303)
