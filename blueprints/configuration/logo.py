from flask import Response, abort, g, redirect, render_template, request, url_for

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import context
from blueprints.ui.reponses import toast
from crm.errors import RegleMetier
from tenants import storage


@bp.get("/logo")
@requires("configuration")
def show_logo():
    return render_template("configuration/logo.html", **context())


@bp.post("/logo")
@requires("configuration", "administration")
def update_logo():
    fichier = request.files.get("logo")
    if not fichier or not fichier.filename:
        raise RegleMetier("Choisissez d’abord une image.")
    g.parametres.set_logo(fichier.read())
    toast("Logo enregistré.")
    return redirect(url_for("configuration.show_logo"), 303)


@bp.post("/logo/retrait")
@requires("configuration", "administration")
def remove_logo():
    g.parametres.logo = None
    toast("Logo retiré.")
    return redirect(url_for("configuration.show_logo"), 303)


@bp.get("/logo/<empreinte>.png")
@requires("accueil")
def logo(empreinte: str):
    if empreinte != g.parametres.logo:
        abort(404)
    response = Response(storage.get(empreinte), mimetype="image/png")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
