from flask import g, request, url_for
from wtforms import BooleanField, RadioField

from blueprints.access import requires
from blueprints.clients import bp
from blueprints.clients.liste import ECRAN
from blueprints.find import find
from blueprints.forms import Form
from blueprints.listes.lots import read_selection
from blueprints.listes.travail import panel
from blueprints.ui.reponses import page_or_partial
from crm.envois import MOST, Enveloppes
from crm.listes import lots
from crm.tiers import Tiers

FORMATS = {"dl": "DL (220 × 110 mm)", "c5": "C5 (229 × 162 mm)", "c4": "C4 (324 × 229 mm)"}


class EnveloppeForm(Form):
    """For one client; `EnveloppesForm` for a selection."""

    format = RadioField("Format", choices=FORMATS, default="dl")
    expediteur = BooleanField("Imprimer l’expéditeur", default=True)


class EnveloppesForm(EnveloppeForm):
    passer = BooleanField("Laisser de côté les clients sans adresse")


@bp.get("/<int:id>/enveloppe")
@requires("clients")
def new_enveloppe(id: int):
    return draw(find(Tiers, id), EnveloppeForm())


@bp.post("/<int:id>/enveloppe")
@requires("clients")
def create_enveloppe(id: int):
    tiers, form, asked = find(Tiers, id), EnveloppeForm(), []
    if form.try_to(lambda: asked.append(Enveloppes.print_later([tiers.id], g.membre, **form.values))):
        return panel(asked[0])
    return draw(tiers, form, 422)


@bp.get("/enveloppes")
@requires("clients")
def new_enveloppes():
    return draw_many(EnveloppesForm(formdata=None), *read_selection(ECRAN, request.args))


@bp.post("/enveloppes")
@requires("clients")
def create_enveloppes():
    form, asked = EnveloppesForm(), []
    requete, ids = read_selection(ECRAN, request.form)
    chosen = lots.numbers(requete, ids, MOST + 1)
    if form.validate() and form.try_to(lambda: asked.append(Enveloppes.print_later(chosen, g.membre, **form.values))):
        return panel(asked[0])
    return draw_many(form, requete, ids, 422)


def draw_many(form: EnveloppesForm, requete, ids: list[int] | None, status: int = 200):
    return page_or_partial(
        "clients/enveloppes.html", "clients/_enveloppes.html", ("volet-contenu", "form"), status,
        form=form, requete=requete, ids=ids, total=lots.count(requete, ids), retour=url_for("clients.index"),
    )  # fmt: skip


def draw(tiers: Tiers, form: EnveloppeForm, status: int = 200):
    return page_or_partial(
        "clients/enveloppe.html", "clients/_enveloppe.html", ("volet-contenu", "form"), status,
        fiche=tiers, form=form, retour=url_for("clients.show", id=tiers.id),
    )  # fmt: skip
