"""Planned actions of a record, as sub-resources of its module: `install(bp, Model)`; then `blueprints.actions`."""

from flask import Blueprint, g, url_for
from wtforms import SelectField, TimeField

from blueprints.access import requires
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.forms import Form, JourField, ResponsableField, TexteField, facultatif, requis
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.actions import GENRES, Action
from crm.clock import today
from crm.fiches import Fiche


class HeureField(TimeField):
    def process_formdata(self, valuelist):
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Saisissez une heure, par exemple 14:30.") from None


class ActionForm(Form):
    genre_ = SelectField("Action", choices={cle: genre[0] for cle, genre in GENRES.items()})
    texte = TexteField("Quoi", [facultatif()], maximum=200)
    prevue_le = JourField("Prévue le", [requis("Indiquez le jour prévu.")])
    heure = HeureField("À", [facultatif()])
    membre_id = ResponsableField("À faire par")


def install(bp: Blueprint, modele: type[Fiche]) -> None:
    write = requires(modele.module, "ecriture")

    @bp.get("/<int:id>/actions/nouvelle")
    @write
    def new_action(id: int):
        form = ActionForm(formdata=None, data={"prevue_le": today(), "membre_id": g.membre.id})
        return draw(bp, find(modele, id), form)

    @bp.post("/<int:id>/actions")
    @write
    @once
    def create_action(id: int):
        fiche, form = find(modele, id), ActionForm()
        if not (form.validate() and form.try_to(lambda: Action.plan(fiche, **form.values))):
            return draw(bp, fiche, form, 422)
        toast("Action planifiée.", annuler_url=undo_url())
        return hx_redirect(url_for(f"{bp.name}.show", id=id))


def draw(bp: Blueprint, fiche: Fiche, form: ActionForm, status: int = 200):
    return page_or_partial(
        "actions/edit.html", "actions/_form.html", ("volet-contenu", "form"), status,
        form=form, fiche=fiche, action=None, titre=f"Planifier une action pour {fiche.libelle}",
        url=url_for(f"{bp.name}.create_action", id=fiche.id), retour=url_for(f"{bp.name}.show", id=fiche.id),
    )  # fmt: skip
