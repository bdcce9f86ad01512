from flask import abort, redirect, render_template, request, url_for
from wtforms import IntegerField

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import context
from blueprints.forms import Form, TexteField, facultatif, requis
from blueprints.ui.reponses import toast
from crm.clock import today
from crm.errors import RegleMetier
from crm.evenements import Evenement
from crm.numerotation import Serie, example
from crm.souches import Souche


class SerieForm(Form):
    motif = TexteField("Forme", [requis("Saisissez la forme des numéros.")], maximum=60)
    premier = IntegerField("Premier numéro", [facultatif()])
    raison = TexteField("Raison du changement", [requis("Dites pourquoi vous changez la forme.")], maximum=200)


@bp.get("/numerotation")
@requires("configuration")
def index_series():
    return draw()


@bp.post("/numerotation/<code>")
@requires("configuration", "administration")
def update_serie(code: str):
    form, said = SerieForm(prefix=f"{known(code)}-"), {}
    if form.validate() and form.try_to(lambda: said.update(serie=change(code, form))):
        toast(f"Le prochain numéro sera {said['serie'].prochain}.")
        return redirect(url_for("configuration.index_series"), 303)
    return draw({code: form}, 422)


@bp.get("/numerotation/<code>/exemple")
@requires("configuration")
def show_exemple(code: str):
    motif = request.args.get(f"{known(code)}-motif", "")
    try:
        said = {"exemple": example(code, today(), motif.strip())}
    except RegleMetier as refusal:
        said = {"refus": refusal.message}
    return render_template("configuration/_exemple.html", code=code, **said)


def known(code: str) -> str:
    return code if Souche.get(code) else abort(404)


def change(code: str, form: SerieForm) -> Serie:
    return Serie.change(code, today(), form.motif.data, form.raison.data, form.premier.data)


def draw(given: dict[str, SerieForm] | None = None, status: int = 200):
    souches = {one.code: one for one in Souche.all()}
    series = {code: Serie.upcoming(code, today()) for code in souches}
    forms = {code: SerieForm(None, data={"motif": serie.motif}, prefix=f"{code}-") for code, serie in series.items()}
    return render_template(
        "configuration/numerotation.html",
        **context(
            "configuration.index_series",
            series=series,
            forms=forms | (given or {}),
            souches=souches,
            neuves={code for code in souches if not Serie.is_used(code)},
            changements=Evenement.latest("serie"),
        ),
    ), status
