from flask import g, redirect, render_template, url_for

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.forms import DocumentsForm
from blueprints.configuration.rubriques import change, context
from blueprints.ui.reponses import toast


@bp.get("/documents")
@requires("configuration")
def edit_documents():
    return render_template("configuration/documents.html", **context(form=DocumentsForm(obj=g.parametres)))


@bp.post("/documents")
@requires("configuration", "administration")
def update_documents():
    form = DocumentsForm()
    if not (form.validate() and form.try_to(lambda: change(g.parametres.revise, form))):
        return render_template("configuration/documents.html", **context(form=form)), 422
    toast("Réglages des documents enregistrés.")
    return redirect(url_for("configuration.edit_documents"), 303)
