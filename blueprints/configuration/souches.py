"""Several series of numbers: opened with a reason, one of each kind by default, closed, never deleted (NUM-01)."""

from flask import abort, url_for
from wtforms import IntegerField, SelectField

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.envois_uniques import once
from blueprints.forms import Form, TexteField, facultatif, requis
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.clock import today
from crm.numerotation import Serie
from crm.souches import NATURES, SUIVIES, Souche


class SoucheForm(Form):
    nature = SelectField("Ce qu’elle numérote", [requis("Choisissez ce qu’elle numérote.")], choices=NATURES)
    nom = TexteField("Nom", [requis("Donnez un nom à la série.")], maximum=60)
    motif = TexteField("Forme des numéros", [requis("Saisissez la forme des numéros.")], maximum=60)
    premier = IntegerField("Premier numéro", [facultatif()])
    avec = SelectField("Suit la série", validate_choice=False)
    raison = TexteField("Ce qui la justifie", [requis("Dites ce qui justifie la série.")], maximum=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        followed = {nature for natures in SUIVIES.values() for nature in natures}
        self.avec.choices = {"": "—"} | {one.code: one.titre for one in Souche.all() if one.nature in followed}

    def open(self) -> Serie:
        v = self.values
        chosen = {"premier": v["premier"], "avec": v["avec"] or None}
        return Serie.open(v["nature"], v["nom"], v["motif"], v["raison"], today(), **chosen)


class FermetureForm(Form):
    raison = TexteField("Raison", [requis("Dites pourquoi vous fermez la série.")], maximum=200)


@bp.get("/numerotation/nouvelle")
@requires("configuration", "administration")
def new_souche():
    return draw("souche", SoucheForm(formdata=None), titre="Ouvrir une série")


@bp.post("/numerotation")
@requires("configuration", "administration")
@once
def create_souche():
    form, made = SoucheForm(), []
    if form.validate() and form.try_to(lambda: made.append(form.open())):
        return done(f"Série ouverte : son premier numéro sera {made[0].prochain}.")
    return draw("souche", form, 422, titre="Ouvrir une série")


@bp.post("/numerotation/<code>/preference")
@requires("configuration", "administration")
def create_preference(code: str):
    souche = found(code)
    souche.prefer()
    return done(f"« {souche.titre} » est maintenant la série par défaut.")


@bp.get("/numerotation/<code>/fermeture")
@requires("configuration", "administration")
def new_fermeture(code: str):
    return draw("fermeture", FermetureForm(formdata=None), souche=found(code), titre="Fermer une série")


@bp.post("/numerotation/<code>/fermeture")
@requires("configuration", "administration")
def create_fermeture(code: str):
    form, souche = FermetureForm(), found(code)
    if form.validate() and form.try_to(lambda: souche.close(today(), form.raison.data)):
        return done(f"« {souche.titre} » est fermée.")
    return draw("fermeture", form, 422, souche=souche, titre="Fermer une série")


def found(code: str) -> Souche:
    return Souche.get(code) or abort(404)


def done(message: str):
    toast(message)
    return hx_redirect(url_for("configuration.index_series"))


def draw(name: str, form: Form, status: int = 200, **values):
    page, target = f"configuration/{name}.html", ("volet-contenu", "form")
    retour = url_for("configuration.index_series")
    return page_or_partial(page, f"configuration/_{name}.html", target, status, form=form, retour=retour, **values)
