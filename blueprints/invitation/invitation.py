from flask import redirect, render_template
from wtforms import PasswordField

from blueprints.access import public
from blueprints.forms import Form, TexteField, requis
from blueprints.invitation import bp
from blueprints.limits import limiter
from blueprints.roots import company_url
from blueprints.sessions import log_in, nouveau_mot_de_passe
from crm.espace import welcome
from tenants import accounts, links


class NouveauCompteForm(Form):
    nom = TexteField("Votre prénom et votre nom", [requis("Indiquez votre nom.")], render_kw={"autocomplete": "name"})
    mot_de_passe = nouveau_mot_de_passe()


class CompteConnuForm(Form):
    nom = None
    mot_de_passe = PasswordField(
        "Votre mot de passe",
        [requis("Saisissez le mot de passe de votre compte.")],
        render_kw={"autocomplete": "current-password"},
    )


@bp.get("/invitation/<jeton>")
@public
def show(jeton: str):
    link = links.find("invitation", jeton, accounts.utcnow())
    return render_template("invitation/show.html", lien=link, form=form_for(link)), 200 if link else 404


@bp.post("/invitation/<jeton>")
@public
@limiter.limit("20/hour")
def accept(jeton: str):
    now = accounts.utcnow()
    link = links.find("invitation", jeton, now)
    form = form_for(link)
    if link is None:
        return render_template("invitation/show.html", lien=None, form=form), 404
    if not (form.validate() and form.try_to(lambda: join(link, form, now))):
        return render_template("invitation/show.html", lien=link, form=form), 422
    return redirect(company_url(link.tenant.slug), 303)


def join(link, form: Form, now) -> None:
    name = form.nom.data if form.nom else ""
    account = links.accept_invitation(link, name=name, password=form.mot_de_passe.data, now=now)
    welcome(link.tenant, link.payload["membre_id"], account, now)
    log_in(account)


def form_for(link) -> Form:
    return CompteConnuForm() if link and accounts.exists(link.email) else NouveauCompteForm()
