from flask import g, redirect, render_template, url_for

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.forms import CourrielsForm
from blueprints.configuration.rubriques import change, context
from blueprints.ui.reponses import toast


@bp.get("/courriels")
@requires("configuration")
def edit_courriels():
    return render_template("configuration/courriels.html", **context(form=CourrielsForm(obj=g.parametres)))


@bp.post("/courriels")
@requires("configuration", "administration")
def update_courriels():
    form = CourrielsForm()
    if not (form.validate() and form.try_to(lambda: change(g.parametres.configure_courriels, form))):
        return render_template("configuration/courriels.html", **context(form=form)), 422
    toast("Réglages des e-mails enregistrés.")
    return redirect(url_for("configuration.edit_courriels"), 303)
