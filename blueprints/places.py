"""A contact's place at a tiers, changed and undone the same way from the card of either (D-119, D-120)."""

from flask import Blueprint, abort, g, url_for
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


def install(bp: Blueprint, modele: type[Fiche], cle: str, autres: str) -> None:
    """Below a record of `modele`, which links bear as `cle`; `autres`: what it is attached to, in its addresses."""
    write = requires(modele.module, "ecriture")
    place = f"/<int:id>/{autres}/<int:rattachement_id>"

    @bp.get(f"{place}/modification")
    @write
    def edit_rattachement(id: int, rattachement_id: int):
        link = find_in(find(modele, id), rattachement_id)
        return draw(find(modele, id), link, PlaceForm(obj=link))

    @bp.post(place)
    @write
    def update_rattachement(id: int, rattachement_id: int):
        fiche, form = find(modele, id), PlaceForm()
        link = find_in(fiche, rattachement_id)
        if not (form.validate() and form.try_to(lambda: place_again(link, form))):
            return draw(fiche, link, form, 422)
        return done(fiche, "Rattachement modifié.")

    @bp.post(f"{place}/retrait")
    @write
    def destroy_rattachement(id: int, rattachement_id: int):
        fiche = find(modele, id)
        find_in(fiche, rattachement_id).trash(now())
        return done(fiche, "Contact détaché.")

    def find_in(fiche: Fiche, rattachement_id: int) -> Rattachement:
        link = find(Rattachement, rattachement_id)
        readable = g.membre.can("clients") and g.membre.can("contacts")
        return link if readable and getattr(link, cle) == fiche.id else abort(404)

    def done(fiche: Fiche, message: str):
        toast(message, annuler_url=undo_url())
        return hx_redirect(url_for(f"{bp.name}.show", id=fiche.id, onglet=autres))

    def draw(fiche: Fiche, link: Rattachement, form: PlaceForm, status: int = 200):
        return page_or_partial(
            "_sujets/rattachement.html", "_sujets/_rattachement.html", ("volet-contenu", "form"), status,
            fiche=fiche, lien=link, form=form, retour=url_for(f"{bp.name}.show", id=fiche.id, onglet=autres),
            url=url_for(f"{bp.name}.update_rattachement", id=fiche.id, rattachement_id=link.id),
        )  # fmt: skip


def place_again(link: Rattachement, form: PlaceForm) -> None:
    ensure_unchanged(link)
    link.place(role=form.role.data, principal=form.principal.data)
