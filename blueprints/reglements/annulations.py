from flask import g, url_for

from blueprints.access import requires
from blueprints.find import find
from blueprints.reglements import bp
from blueprints.reglements.forms import AnnulationForm
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm import clock
from crm.reglements import Reglement


@bp.get("/<int:id>/annulation")
@requires("reglements", "ecriture")
def new_annulation(id: int):
    return draw(find(Reglement, id), AnnulationForm())


@bp.post("/<int:id>/annulation")
@requires("reglements", "ecriture")
def create_annulation(id: int):
    reglement, form = find(Reglement, id), AnnulationForm()
    if not (form.validate() and form.try_to(lambda: cancel(reglement, form))):
        return draw(reglement, form, 422)
    toast("Règlement annulé : les factures attendent de nouveau leur paiement.")
    return hx_redirect(url_for("reglements.show", id=id))


def cancel(reglement: Reglement, form: AnnulationForm) -> None:
    reglement.cancel(form.motif.data, clock.today(), g.membre, clock.now())


def draw(reglement: Reglement, form: AnnulationForm, status: int = 200):
    return page_or_partial(
        "reglements/annulation.html", "reglements/_annulation.html", ("volet-contenu", "form"), status,
        fiche=reglement, form=form, retour=url_for("reglements.show", id=reglement.id),
    )  # fmt: skip
