from flask import g, redirect, render_template, url_for

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.forms import BanqueForm
from blueprints.configuration.rubriques import context
from blueprints.ui.reponses import toast


@bp.get("/banques")
@requires("configuration")
def index_banques():
    return render_template("configuration/banques.html", **context(form=BanqueForm()))


@bp.post("/banques")
@requires("configuration", "administration")
def create_banque():
    form = BanqueForm()
    if form.validate() and form.try_to(lambda: g.parametres.add_compte(**form.values)):
        toast("Compte bancaire ajouté.")
        return redirect(url_for("configuration.index_banques"), 303)
    return render_template("configuration/banques.html", **context(form=form)), 422


@bp.post("/banques/<iban>/retrait")
@requires("configuration", "administration")
def destroy_banque(iban: str):
    g.parametres.remove_compte(iban)
    toast("Compte bancaire retiré.")
    return redirect(url_for("configuration.index_banques"), 303)


@bp.post("/banques/<iban>/defaut")
@requires("configuration", "administration")
def prefer_banque(iban: str):
    g.parametres.prefer_compte(iban)
    toast("Ce compte est imprimé sur vos factures.")
    return redirect(url_for("configuration.index_banques"), 303)
