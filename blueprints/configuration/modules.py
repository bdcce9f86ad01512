from flask import g, redirect, render_template, request, url_for

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import context
from blueprints.ui.reponses import toast
from crm.modules import MODULES


@bp.get("/modules")
@requires("configuration")
def index_modules():
    optional = [module for module in MODULES.values() if not module.essentiel]
    return render_template("configuration/modules.html", **context(modules=optional))


@bp.post("/modules")
@requires("configuration", "administration")
def update_modules():
    for cle, module in MODULES.items():
        if not module.essentiel:
            actif, nom = f"actif-{cle}" in request.form, request.form.get(f"nom-{cle}", "")
            g.parametres.configure_module(cle, actif=actif, nom=nom)
    toast("Modules enregistrés.")
    return redirect(url_for("configuration.index_modules"), 303)
