from flask import abort, g, redirect, url_for

from blueprints.access import requires
from blueprints.actions import bp
from blueprints.conflits import ensure_unchanged
from blueprints.find import find
from blueprints.forms import Form
from blueprints.planification import ActionForm
from blueprints.riche import RicheField
from blueprints.sujets import undo_url
from blueprints.ui.cellules import adresse_fiche
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm import journal
from crm.actions import Action
from crm.clock import now
from tenants import db


class CompteRenduForm(Form):
    compte_rendu = RicheField("Compte-rendu", sans="Écrivez en un mot ce qui s’est dit ou fait.")


@bp.get("/<int:id>")
@requires("actions")
def show(id: int):
    """The card of what it is about."""
    return redirect(card(find_action(id, "lecture", trashed=True)))


@bp.get("/<int:id>/modification")
@requires("actions", "ecriture")
def edit(id: int):
    action = find_action(id)
    return draw(action, ActionForm(obj=action))


@bp.post("/<int:id>")
@requires("actions", "ecriture")
def update(id: int):
    action, form = find_action(id), ActionForm()
    if not (form.validate() and form.try_to(lambda: revise(action, form))):
        return draw(action, form, 422)
    return done(action, "Action modifiée.")


def revise(action: Action, form: ActionForm) -> None:
    ensure_unchanged(action)
    action.revise(**form.values)


@bp.get("/<int:id>/compte-rendu")
@requires("actions", "ecriture")
def new_compte_rendu(id: int):
    return draw_report(find_action(id), CompteRenduForm(formdata=None))


@bp.post("/<int:id>/compte-rendu")
@requires("actions", "ecriture")
def create_compte_rendu(id: int):
    action, form = find_action(id), CompteRenduForm()
    if not (form.validate() and form.try_to(lambda: action.do(form.compte_rendu.data, g.membre, now()))):
        return draw_report(action, form, 422)
    return done(action, "Action faite ; son compte-rendu est parmi les échanges.")


@bp.post("/<int:id>/retrait")
@requires("actions", "ecriture")
def destroy(id: int):
    action = find_action(id)
    action.trash(now())
    return done(action, "Action supprimée.")


def find_action(id: int, niveau: str = "ecriture", *, trashed: bool = False) -> Action:
    """The action, for who may read or write what it is about."""
    action = find(Action, id, trashed=trashed)
    return action if g.membre.can(journal.model_of(action.sujet_type).module, niveau) else abort(403)


def card(action: Action) -> str:
    return adresse_fiche(journal.model_of(action.sujet_type).module, action.sujet_id)


def draw(action: Action, form: ActionForm, status: int = 200):
    return page_or_partial(
        "actions/edit.html", "actions/_form.html", ("volet-contenu", "form"), status,
        form=form, fiche=action.sujet, action=action, titre=f"Modifier « {action.libelle} »",
        url=url_for("actions.update", id=action.id), retour=card(action),
    )  # fmt: skip


def draw_report(action: Action, form: CompteRenduForm, status: int = 200):
    return page_or_partial(
        "actions/faite.html", "actions/_faite.html", ("volet-contenu", "form"), status,
        form=form, fiche=action.sujet, action=action, titre=f"« {action.libelle} » : c’est fait",
        url=url_for("actions.create_compte_rendu", id=action.id), retour=card(action),
    )  # fmt: skip


def done(action: Action, message: str):
    db.session.flush()
    toast(message, annuler_url=undo_url())
    return hx_redirect(card(action))
