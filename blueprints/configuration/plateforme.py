"""« Plateforme agréée »: where it is, who we are there, the consent, a try."""

from flask import Response, abort, current_app, g, redirect, render_template, url_for

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.forms import AccordForm, PlateformeForm
from blueprints.configuration.rubriques import context
from blueprints.conflits import ensure_unchanged
from blueprints.envois_uniques import once
from blueprints.roots import root_url_for
from blueprints.travail import progress_of
from blueprints.ui.reponses import toast
from crm import clock, ereporting
from crm.plateforme import ConnexionPlateforme
from tenants import later, storage

RUBRIQUE = "configuration.edit_plateforme"


@bp.get("/plateforme")
@requires("configuration")
def edit_plateforme():
    return draw(PlateformeForm(obj=ConnexionPlateforme.current()), AccordForm())


@bp.post("/plateforme")
@requires("configuration", "administration")
def update_plateforme():
    form = PlateformeForm()
    if not (form.validate() and form.try_to(lambda: save(form))):
        return draw(form, AccordForm(), 422)
    toast("Plateforme agréée enregistrée.")
    return redirect(url_for(RUBRIQUE), 303)


@bp.post("/plateforme/accord")
@requires("configuration", "administration")
@once
def create_accord():
    form, connexion = AccordForm(), ConnexionPlateforme.current() or abort(404)
    if not (form.validate() and form.try_to(lambda: agree(connexion, form))):
        return draw(PlateformeForm(formdata=None, obj=connexion), form, 422)
    toast("Accord enregistré.")
    return redirect(url_for(RUBRIQUE), 303)


@bp.get("/plateforme/accord")
@requires("configuration")
def show_accord():
    connexion = ConnexionPlateforme.current()
    if connexion is None or not connexion.accord_sha256:
        abort(404)
    response = Response(storage.stream(connexion.accord_sha256), mimetype="text/plain; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="accord-plateforme.txt")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/plateforme/essais")
@requires("configuration", "administration")
def create_essai_plateforme():
    connexion = ConnexionPlateforme.current() or abort(404)
    return progress_of(later(connexion.try_now, titre="Essai de la plateforme agréée", par_id=g.membre.id))


def save(form: PlateformeForm) -> None:
    if connexion := ConnexionPlateforme.current():
        ensure_unchanged(connexion)
    ConnexionPlateforme.configure(**form.values)


def agree(connexion: ConnexionPlateforme, form: AccordForm) -> None:
    connexion.agree(form.nom_accord.data, form.qualite.data, g.membre, clock.now())


def warned_at(connexion: ConnexionPlateforme | None) -> str | None:
    """The address the platform may call, for who administers."""
    if connexion is None or not connexion.is_ready or not g.membre.can("configuration", "administration"):
        return None
    path = root_url_for("avertissements.create", slug=g.tenant.slug, jeton=connexion.jeton_avertissement)
    return current_app.config["COMPTOIR"].url.rstrip("/") + path


def draw(form: PlateformeForm, accord: AccordForm, status: int = 200):
    values = {"form": form, "accord": accord, "connexion": ConnexionPlateforme.current()}
    values["avertissement"] = warned_at(values["connexion"])
    values["obligation"] = ereporting.obligation(g.parametres)
    return render_template("configuration/plateforme.html", **context(RUBRIQUE, **values)), status
