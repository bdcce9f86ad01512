from flask import abort, g, redirect, render_template, request, url_for
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import change, context
from blueprints.find import find
from blueprints.forms import Form, TexteField, facultatif, requis
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.pistes import CRITERES, score, statuts
from crm.statuts import Statut
from crm.sujets import TONS

WHOLE = "Saisissez un nombre entier."


def points(label: str) -> IntegerField:
    limits = [InputRequired(WHOLE), NumberRange(-100, 100, f"{label} : de -100 à 100 points.")]
    return IntegerField(label, limits, default=0)


class StatutForm(Form):
    libelle = TexteField("Nom", [requis("Indiquez le nom de ce statut.")], maximum=40)
    sequence = IntegerField(
        "Séquence", [InputRequired(WHOLE), NumberRange(0, 10_000, "Séquence : de 0 à 10 000.")], default=10
    )
    ton = RadioField("Couleur", choices={ton: ton.capitalize() for ton in TONS}, default="neutre")
    etape = TexteField("Étape", [facultatif()], maximum=60)
    points = points("Points du score")
    ouvert = BooleanField("Ouvert : le prospect reste dans la liste de travail", default=True)
    perdu = BooleanField("Perdu : le prospect passe dans l’historique")
    convertible = BooleanField("Qualifié : le prospect peut être converti")

    @classmethod
    def of(cls, statut: Statut | None, **kwargs) -> "StatutForm":
        form = cls(**kwargs)
        if statut and statut.is_standard:
            del form.ouvert, form.perdu, form.convertible
        return form


class BaremeForm(Form):
    """What each criterion of the score is worth."""


for critere in CRITERES:
    setattr(BaremeForm, critere.cle, points(critere.titre))


class RetraitStatutForm(Form):
    remplacement = SelectField("Remplacer par", [facultatif()])


@bp.get("/statuts")
@requires("configuration")
def index_statuts():
    return draw_all(BaremeForm(formdata=None, data=score.points_of(g.parametres)))


@bp.post("/statuts/bareme")
@requires("configuration", "administration")
def update_bareme():
    form = BaremeForm()
    if not (form.validate() and form.try_to(lambda: change(set_points, form))):
        return draw_all(form, 422)
    toast("Barème enregistré.")
    return redirect(url_for("configuration.index_statuts"), 303)


def set_points(**values) -> None:
    score.change_points(g.parametres, values)
    score.Bareme.apply()


@bp.get("/statuts/nouveau")
@requires("configuration", "administration")
def new_statut():
    last = max(statut.sequence for statut in Statut.of("pistes"))
    form = StatutForm.of(None, formdata=None, data={"sequence": last + 10, "ouvert": True})
    return draw(form, url_for("configuration.create_statut"))


@bp.post("/statuts")
@requires("configuration", "administration")
def create_statut():
    form = StatutForm.of(None)
    if not (form.validate() and form.try_to(lambda: Statut.add("pistes", **form.values))):
        return draw(form, request.path, status=422)
    return done("Statut ajouté.")


@bp.get("/statuts/<int:id>/modification")
@requires("configuration", "administration")
def edit_statut(id: int):
    statut = find_statut(id)
    return draw(StatutForm.of(statut, obj=statut), url_for("configuration.update_statut", id=id), statut)


@bp.post("/statuts/<int:id>")
@requires("configuration", "administration")
def update_statut(id: int):
    statut = find_statut(id)
    form = StatutForm.of(statut)
    if not (form.validate() and form.try_to(lambda: statuts.revise(statut, **form.values))):
        return draw(form, request.path, statut, 422)
    return done("Statut modifié.")


@bp.get("/statuts/<int:id>/retrait")
@requires("configuration", "administration")
def new_retrait_statut(id: int):
    return draw_removal(find_statut(id), RetraitStatutForm())


@bp.post("/statuts/<int:id>/retrait")
@requires("configuration", "administration")
def destroy_statut(id: int):
    statut, form = find_statut(id), RetraitStatutForm()
    chosen = form.remplacement.data or ""
    remplacement = find_statut(int(chosen)) if chosen.isdigit() else None
    if not form.try_to(lambda: statuts.remove(statut, remplacement)):
        return draw_removal(statut, form, 422)
    return done("Statut supprimé.")


def find_statut(id: int) -> Statut:
    statut = find(Statut, id)
    return statut if statut.objet == "pistes" else abort(404)


def draw_all(bareme: BaremeForm, status: int = 200):
    known = context(
        rubrique="configuration.index_statuts", statuts=Statut.of("pistes"), emplois=statuts.uses(), bareme=bareme
    )
    return render_template("configuration/statuts.html", **known), status


def draw(form: StatutForm, url: str, statut: Statut | None = None, status: int = 200):
    return page_or_partial(
        "configuration/statut.html", "configuration/_statut.html", ("volet-contenu", "form"), status,
        form=form, statut=statut, url=url, retour=url_for("configuration.index_statuts"),
        titre=f"Modifier « {statut.libelle} »" if statut else "Nouveau statut",
    )  # fmt: skip


def draw_removal(statut: Statut, form: RetraitStatutForm, status: int = 200):
    others = [one for one in Statut.of("pistes") if one is not statut and one.code != "convertie"]
    form.remplacement.choices = {"": "Choisir…", **{str(one.id): one.libelle for one in others}}
    form.remplacement.flags.required = True
    return page_or_partial(
        "configuration/retrait.html", "configuration/_retrait.html", ("volet-contenu", "form"), status,
        form=form, valeur=statut, emplois=statuts.uses().get(statut.id, 0), titre=f"Supprimer « {statut.libelle} »",
        url=url_for("configuration.destroy_statut", id=statut.id), retour=url_for("configuration.index_statuts"),
    )  # fmt: skip


def done(message: str):
    toast(message)
    return hx_redirect(url_for("configuration.index_statuts"))
