from flask import g, redirect, render_template, url_for
from wtforms import BooleanField

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import change, context
from blueprints.forms import Form
from blueprints.ui.reponses import toast


class ClientsForm(Form):
    filiales = BooleanField(
        "Gérer les filiales", description="La fiche d’un client dit sa société mère, et montre ses filiales."
    )
    delegations = BooleanField(
        "Activer les délégations", description="Un client peut gérer pour un autre, et recevoir ses factures."
    )


@bp.get("/clients")
@requires("configuration")
def edit_clients():
    return draw(ClientsForm(obj=g.parametres))


@bp.post("/clients")
@requires("configuration", "administration")
def update_clients():
    form = ClientsForm()
    if not (form.validate() and form.try_to(lambda: change(g.parametres.revise, form))):
        return draw(form), 422
    toast("Réglages des clients enregistrés.")
    return redirect(url_for("configuration.edit_clients"), 303)


def draw(form: ClientsForm) -> str:
    return render_template("configuration/clients.html", **context("configuration.edit_clients", form=form))
