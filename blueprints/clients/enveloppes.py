from flask import g, url_for
from wtforms import BooleanField, RadioField

from blueprints.access import requires
from blueprints.clients import bp
from blueprints.find import find
from blueprints.forms import Form
from blueprints.listes.travail import panel
from blueprints.ui.reponses import page_or_partial
from crm.envois import Enveloppes
from crm.tiers import Tiers

FORMATS = {"dl": "DL (220 × 110 mm)", "c5": "C5 (229 × 162 mm)", "c4": "C4 (324 × 229 mm)"}


class EnveloppeForm(Form):
    format = RadioField("Format", choices=list(FORMATS.items()), default="dl")
    expediteur = BooleanField("Imprimer l’expéditeur", default=True)


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


def draw(tiers: Tiers, form: EnveloppeForm, status: int = 200):
    return page_or_partial(
        "clients/enveloppe.html", "clients/_enveloppe.html", ("volet-contenu", "form"), status,
        fiche=tiers, form=form, retour=url_for("clients.show", id=tiers.id),
    )  # fmt: skip
