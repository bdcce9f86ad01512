"""Rows kept in saved selections, and the selections themselves."""

from flask import Response, abort, g, request, url_for
from wtforms import BooleanField

from blueprints.forms import CasesField, Form, TexteField, facultatif, requis
from blueprints.listes.ecran import Ecran
from blueprints.listes.lots import done, read_selection
from blueprints.listes.travail import panel
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, toast
from crm.listes import Selection, lots
from crm.listes.selections import AT_ONCE, Rangement, changeable_by
from tenants import db


class RangementForm(Form):
    mettre = CasesField("Ajouter à", coerce=int)
    retirer = CasesField("Retirer de", coerce=int)
    nom = TexteField("Nouvelle sélection", [facultatif()], maximum=60)
    partagee = BooleanField("Partager la nouvelle avec toute l’équipe")

    def __init__(self, ecran: Ecran, **kwargs):
        super().__init__(**kwargs)
        self.mettre.choices = self.retirer.choices = [(one.id, one.nom) for one in changeable_by(ecran.liste, g.membre)]

    @property
    def asked(self) -> dict:
        return {"mettre": set(self.mettre.data), "retirer": set(self.retirer.data), "nom": self.nom.data or "",
                "partagee": self.partagee.data}  # fmt: skip


class SelectionForm(Form):
    nom = TexteField("Nom de la sélection", [requis("Donnez un nom à cette sélection.")], maximum=60)
    partagee = BooleanField("Partager avec toute l’équipe")


def new_selection(ecran: Ecran) -> str:
    return draw(ecran, RangementForm(ecran, formdata=None), request.args)


def create_selection(ecran: Ecran) -> Response | tuple[str, int]:
    form, (requete, ids), asked = RangementForm(ecran), read_selection(ecran, request.form), []
    if not form.validate() or not form.try_to(lambda: asked.append(Rangement.ask(ecran.liste, g.membre, **form.asked))):
        return draw(ecran, form, request.form), 422
    total = lots.count(requete, ids)
    if total > AT_ONCE:
        return panel(asked[0].run_later(requete, ids, g.membre, total))
    return done(ecran, requete, asked[0].run(lots.snapshot(requete, ids)), undo_url())


def edit_selection(ecran: Ecran, id: int) -> str:
    selection = find_selection(ecran, id)
    form = SelectionForm(formdata=None, obj=selection, partagee=selection.is_partagee)
    return ecran.render("selection", form=form, selection=selection)


def update_selection(ecran: Ecran, id: int) -> Response | tuple[str, int]:
    selection, form = find_selection(ecran, id), SelectionForm()
    if not form.validate() or not form.try_to(
        lambda: selection.rename(ecran.liste, form.nom.data, g.membre, partagee=form.partagee.data)
    ):
        return ecran.render("selection", form=form, selection=selection), 422
    toast("Sélection modifiée.")
    return hx_redirect(url_for("selections.index"))


def destroy_selection(ecran: Ecran, id: int) -> Response:
    db.session.delete(find_selection(ecran, id))
    toast("Sélection supprimée.")
    return hx_redirect(url_for("selections.index"))


def find_selection(ecran: Ecran, id: int) -> Selection:
    """The selection, if this member sees it (else 404) and may change it (else 403)."""
    selection = next((one for one in Selection.of(ecran.liste, g.membre) if one.id == id), None) or abort(404)
    if not ecran.can_change(selection):
        abort(403)
    return selection


def draw(ecran: Ecran, form: RangementForm, values) -> str:
    requete, ids = read_selection(ecran, values)
    return ecran.render("selections", form=form, requete=requete, ids=ids, total=lots.count(requete, ids))
