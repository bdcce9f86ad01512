from flask import redirect, render_template

from blueprints.access import public
from blueprints.forms import EmailField, Form, requis
from blueprints.limits import by_email, limiter
from blueprints.mot_de_passe import bp
from blueprints.roots import root_url_for
from blueprints.sessions import nouveau_mot_de_passe
from blueprints.ui.reponses import toast
from tenants import accounts, links


class OubliForm(Form):
    email = EmailField("Votre adresse e-mail", [requis("Saisissez votre adresse e-mail.")])


class NouveauForm(Form):
    mot_de_passe = nouveau_mot_de_passe("Nouveau mot de passe")


@bp.get("/mot-de-passe")
@public
def new():
    return render_template("mot_de_passe/new.html", form=OubliForm())


@bp.post("/mot-de-passe")
@public
@limiter.limit("20/hour")
@limiter.limit("5/hour", key_func=by_email)
def create():
    form = OubliForm()
    if not form.validate():
        return render_template("mot_de_passe/new.html", form=form), 422
    links.ask_reset(form.email.data, accounts.utcnow())
    return render_template("mot_de_passe/envoye.html", email=form.email.data)


@bp.get("/mot-de-passe/<jeton>")
@public
def edit(jeton: str):
    link = links.find("mot-de-passe", jeton, accounts.utcnow())
    return render_template("mot_de_passe/edit.html", form=NouveauForm(), lien=link), 200 if link else 404


@bp.post("/mot-de-passe/<jeton>")
@public
@limiter.limit("20/hour")
def update(jeton: str):
    now, form = accounts.utcnow(), NouveauForm()
    link = links.find("mot-de-passe", jeton, now)
    if link is None:
        return render_template("mot_de_passe/edit.html", form=form, lien=None), 404
    if form.validate() and form.try_to(lambda: links.reset_password(link, form.mot_de_passe.data, now)):
        toast("Mot de passe changé. Connectez-vous.")
        return redirect(root_url_for("connexion.new"), 303)
    return render_template("mot_de_passe/edit.html", form=form, lien=link), 422
