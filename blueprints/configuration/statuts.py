from flask import abort, g, redirect, render_template, request, url_for
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange

from blueprints.access import requires
from blueprints.configuration import bp
from blueprints.configuration.rubriques import change, context
from blueprints.find import find
from blueprints.forms import Form, TexteField, facultatif, requis
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm import statuts
from crm.pistes import CRITERES, score
from crm.statuts import EMPLOIS, Statut
from crm.sujets import TONS
from tenants.ids import read_id

WHOLE = "Saisissez un nombre entier."
PAGES = {"pistes": "configuration.index_statuts", "opportunites": "configuration.index_opportunites"}
"""Where the statuses of each kind of record are shown."""


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
    ouvert = BooleanField("Ouvert : la fiche reste dans la liste de travail", default=True)
    perdu = BooleanField("Perdu : la fiche passe dans l’historique")
    convertible = BooleanField("Qualifié : le prospect peut être converti")

    @classmethod
    def of(cls, objet: str, statut: Statut | None, **kwargs) -> "StatutForm":
        form = cls(**kwargs)
        if statut and statut.is_standard:
            del form.ouvert, form.perdu, form.convertible
        if objet != "pistes":
            for name in ("etape", "points", "convertible"):
                form._fields.pop(name, None)
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
    objet = asked()
    last = max(statut.sequence for statut in Statut.of(objet))
    form = StatutForm.of(objet, None, formdata=None, data={"sequence": last + 10, "ouvert": True})
    return draw(form, url_for("configuration.create_statut", objet=objet), objet)


@bp.post("/statuts")
@requires("configuration", "administration")
def create_statut():
    objet = asked()
    form = StatutForm.of(objet, None)
    if not (form.validate() and form.try_to(lambda: Statut.add(objet, **form.values))):
        return draw(form, url_for("configuration.create_statut", objet=objet), objet, status=422)
    return done("Statut ajouté.", objet)


@bp.get("/statuts/<int:id>/modification")
@requires("configuration", "administration")
def edit_statut(id: int):
    statut = find(Statut, id)
    form = StatutForm.of(statut.objet, statut, obj=statut)
    return draw(form, url_for("configuration.update_statut", id=id), statut.objet, statut)


@bp.post("/statuts/<int:id>")
@requires("configuration", "administration")
def update_statut(id: int):
    statut = find(Statut, id)
    form = StatutForm.of(statut.objet, statut)
    if not (form.validate() and form.try_to(lambda: statuts.revise(statut, **form.values))):
        return draw(form, request.path, statut.objet, statut, 422)
    return done("Statut modifié.", statut.objet)


@bp.get("/statuts/<int:id>/retrait")
@requires("configuration", "administration")
def new_retrait_statut(id: int):
    return draw_removal(find(Statut, id), RetraitStatutForm())


@bp.post("/statuts/<int:id>/retrait")
@requires("configuration", "administration")
def destroy_statut(id: int):
    statut, form = find(Statut, id), RetraitStatutForm()
    objet, chosen = statut.objet, read_id(form.remplacement.data)
    remplacement = find(Statut, chosen) if chosen else None
    if not form.try_to(lambda: statuts.remove(statut, remplacement)):
        return draw_removal(statut, form, 422)
    return done("Statut supprimé.", objet)


def asked() -> str:
    """The kind of records whose statuses are asked for."""
    objet = request.args.get("objet", "pistes")
    return objet if objet in EMPLOIS else abort(404)


def draw_all(bareme: BaremeForm, status: int = 200):
    known = context(
        rubrique="configuration.index_statuts", bareme=bareme, statuts=Statut.of("pistes"),
        emplois=statuts.uses("pistes"),
    )  # fmt: skip
    return render_template("configuration/statuts.html", **known), status


def draw(form: StatutForm, url: str, objet: str, statut: Statut | None = None, status: int = 200):
    return page_or_partial(
        "configuration/statut.html", "configuration/_statut.html", ("volet-contenu", "form"), status,
        form=form, statut=statut, url=url, retour=url_for(PAGES[objet]),
        titre=f"Modifier « {statut.libelle} »" if statut else "Nouveau statut",
    )  # fmt: skip


def draw_removal(statut: Statut, form: RetraitStatutForm, status: int = 200):
    form.remplacement.choices = {"": "Choisir…"} | {str(one.id): one.libelle for one in statuts.replacements(statut)}
    form.remplacement.flags.required = True
    return page_or_partial(
        "configuration/retrait.html", "configuration/_retrait.html", ("volet-contenu", "form"), status,
        form=form, valeur=statut, emplois=statuts.uses(statut.objet).get(statut.id, 0),
        titre=f"Supprimer « {statut.libelle} »",
        url=url_for("configuration.destroy_statut", id=statut.id), retour=url_for(PAGES[statut.objet]),
    )  # fmt: skip


def done(message: str, objet: str):
    toast(message)
    return hx_redirect(url_for(PAGES[objet]))
