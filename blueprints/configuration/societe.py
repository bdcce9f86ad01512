from flask import g, redirect, render_template, url_for

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.forms import IdentiteForm
from blueprints.configuration.rubriques import change, context
from blueprints.ui.reponses import toast


@bp.get("/")
@requires("configuration")
def index():
    form = IdentiteForm(obj=g.parametres, data=g.parametres.assurances)
    return render_template("configuration/identite.html", **context(form=form))


@bp.post("/")
@requires("configuration", "administration")
def update_identite():
    form = IdentiteForm()
    if form.validate() and form.try_to(lambda: change(g.parametres.identify, form)):
        toast("Identité enregistrée.")
        return redirect(url_for("configuration.index"), 303)
    return render_template("configuration/identite.html", **context(form=form)), 422
