from flask import g, url_for
from wtforms import RadioField

from blueprints.access import requires
from blueprints.clients import bp
from blueprints.find import find
from blueprints.forms import Form
from blueprints.listes.travail import panel
from blueprints.ui.reponses import page_or_partial
from crm.enveloppes import TITRES, Enveloppes
from crm.tiers import Tiers


class EnveloppeForm(Form):
    format = RadioField("Format", choices=list(TITRES.items()), default="dl")


@bp.get("/<int:id>/enveloppe")
@requires("clients")
def new_enveloppe(id: int):
    return draw(find(Tiers, id), EnveloppeForm())


@bp.post("/<int:id>/enveloppe")
@requires("clients")
def create_enveloppe(id: int):
    tiers, form, asked = find(Tiers, id), EnveloppeForm(), []
    if form.try_to(lambda: asked.append(Enveloppes.ask([tiers], form.format.data, g.membre))):
        return panel(asked[0])
    return draw(tiers, form, 422)


def draw(tiers: Tiers, form: EnveloppeForm, status: int = 200):
    return page_or_partial(
        "clients/enveloppe.html", "clients/_enveloppe.html", ("volet-contenu", "form"), status,
        fiche=tiers, form=form, retour=url_for("clients.show", id=tiers.id),
    )  # fmt: skip
