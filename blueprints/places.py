"""A contact's place at a tiers, changed and undone the same way from the card of either (D-119, D-120)."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, g, url_for
from wtforms import BooleanField, HiddenField

from blueprints.access import requires
from blueprints.conflits import ensure_unchanged
from blueprints.find import find
from blueprints.forms import Form, ValeurField
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.clock import now
from crm.fiches import Fiche
from crm.tiers import Rattachement


class LienForm(Form):
    role = ValeurField("Rôle", "role_contact")
    principal = BooleanField("Contact principal")


class PlaceForm(LienForm):
    version = HiddenField()


@dataclass(frozen=True)
class Cote:
    """The card a link is seen from: that of `modele`, which links bear as `cle`; `autres`: what it is attached to."""

    bp: Blueprint
    modele: type[Fiche]
    cle: str
    autres: str

    def find(self, id: int, rattachement_id: int) -> tuple[Fiche, Rattachement]:
        fiche, link = find(self.modele, id), find(Rattachement, rattachement_id)
        readable = g.membre.can("clients") and g.membre.can("contacts")
        return (fiche, link) if readable and getattr(link, self.cle) == fiche.id else abort(404)

    def show_url(self, fiche: Fiche) -> str:
        return url_for(f"{self.bp.name}.show", id=fiche.id, onglet=self.autres)

    def done(self, fiche: Fiche, message: str) -> Response:
        toast(message, annuler_url=undo_url())
        return hx_redirect(self.show_url(fiche))

    def draw(self, fiche: Fiche, link: Rattachement, form: PlaceForm, status: int = 200):
        return page_or_partial(
            "_sujets/rattachement.html", "_sujets/_rattachement.html", ("volet-contenu", "form"), status,
            fiche=fiche, lien=link, form=form, retour=self.show_url(fiche),
            url=url_for(f"{self.bp.name}.update_rattachement", id=fiche.id, rattachement_id=link.id),
        )  # fmt: skip


def install(cote: Cote) -> None:
    """Below a record: edit_rattachement, update_rattachement and destroy_rattachement."""
    write, place = requires(cote.modele.module, "ecriture"), f"/<int:id>/{cote.autres}/<int:rattachement_id>"

    @cote.bp.get(f"{place}/modification")
    @write
    def edit_rattachement(id: int, rattachement_id: int):
        fiche, link = cote.find(id, rattachement_id)
        return cote.draw(fiche, link, PlaceForm(obj=link))

    @cote.bp.post(place)
    @write
    def update_rattachement(id: int, rattachement_id: int):
        (fiche, link), form = cote.find(id, rattachement_id), PlaceForm()
        if not (form.validate() and form.try_to(lambda: place_again(link, form))):
            return cote.draw(fiche, link, form, 422)
        return cote.done(fiche, "Rattachement modifié.")

    @cote.bp.post(f"{place}/retrait")
    @write
    def destroy_rattachement(id: int, rattachement_id: int):
        fiche, link = cote.find(id, rattachement_id)
        link.trash(now())
        return cote.done(fiche, "Contact détaché.")


def place_again(link: Rattachement, form: PlaceForm) -> None:
    ensure_unchanged(link)
    link.place(role=form.role.data, principal=form.principal.data)
