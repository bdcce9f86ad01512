"""Who manages for a client, and for whom it manages (D-126)."""

from flask import abort, g, url_for
from wtforms import BooleanField, HiddenField, RadioField

from blueprints.access import requires
from blueprints.clients import bp
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import Form, ValeurField, requis
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.clock import now
from crm.tiers import Delegation, Tiers
from tenants.ids import read_id

SENS = {"gere_par": "Géré par", "gere_pour": "Gère pour"}


class DelegationForm(Form):
    sens = RadioField("Délégation", choices=SENS, default="gere_par")
    autre_id = HiddenField("L’autre client", [requis("Choisissez l’autre client.")])
    lien = ValeurField("Type de lien", "lien_tiers")
    facturation = BooleanField("Facturer à qui gère")


@bp.get("/<int:id>/delegations/nouvelle")
@requires("clients", "ecriture")
def new_delegation(id: int):
    return draw(find_delegating(id), DelegationForm())


@bp.post("/<int:id>/delegations")
@requires("clients", "ecriture")
@once
def create_delegation(id: int):
    tiers, form = find_delegating(id), DelegationForm()
    if not (form.validate() and form.try_to(lambda: delegate(tiers, form))):
        return draw(tiers, form, 422)
    toast("Délégation enregistrée.", undo_url())
    return hx_redirect(url_for("clients.show", id=id))


@bp.post("/<int:id>/delegations/<int:delegation_id>/retrait")
@requires("clients", "ecriture")
def destroy_delegation(id: int, delegation_id: int):
    tiers, delegation = find_delegating(id), find(Delegation, delegation_id)
    if tiers not in (delegation.tiers, delegation.gerant):
        abort(404)
    delegation.trash(now())
    toast("Délégation retirée.", undo_url())
    return hx_redirect(url_for("clients.show", id=id))


def find_delegating(id: int) -> Tiers:
    return find(Tiers, id) if g.parametres.delegations else abort(404)


def delegate(tiers: Tiers, form: DelegationForm) -> None:
    other = find(Tiers, read_id(form.autre_id.data) or 0)
    managed, gerant = (tiers, other) if form.sens.data == "gere_par" else (other, tiers)
    managed.delegate(gerant, lien=form.lien.data, facturation=form.facturation.data)


def draw(tiers: Tiers, form: DelegationForm, status: int = 200):
    return page_or_partial(
        "clients/delegation.html", "clients/_delegation.html", ("volet-contenu", "form"), status,
        fiche=tiers, form=form, titre="Nouvelle délégation", retour=url_for("clients.show", id=tiers.id),
        url=url_for("clients.create_delegation", id=tiers.id),
    )  # fmt: skip
