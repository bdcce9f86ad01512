from flask import abort, url_for

from blueprints.access import requires
from blueprints.clients import bp
from blueprints.clients.forms import AdresseForm
from blueprints.conflits import ensure_unchanged
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.clock import now
from crm.tiers import Adresse, Tiers


@bp.get("/<int:id>/adresses/nouvelle")
@requires("clients", "ecriture")
def new_adresse(id: int):
    return draw(find(Tiers, id), AdresseForm())


@bp.post("/<int:id>/adresses")
@requires("clients", "ecriture")
@once
def create_adresse(id: int):
    tiers, form = find(Tiers, id), AdresseForm()
    if not (form.validate() and form.try_to(lambda: tiers.add_adresse(**form.values))):
        return draw(tiers, form, status=422)
    return done(tiers, "Adresse ajoutée.")


@bp.get("/<int:id>/adresses/<int:adresse_id>/modification")
@requires("clients", "ecriture")
def edit_adresse(id: int, adresse_id: int):
    tiers = find(Tiers, id)
    adresse = find_in(tiers, adresse_id)
    return draw(tiers, AdresseForm(obj=adresse), adresse)


@bp.post("/<int:id>/adresses/<int:adresse_id>")
@requires("clients", "ecriture")
def update_adresse(id: int, adresse_id: int):
    tiers, form = find(Tiers, id), AdresseForm()
    adresse = find_in(tiers, adresse_id)
    if not (form.validate() and form.try_to(lambda: change(tiers, adresse, form))):
        return draw(tiers, form, adresse, status=422)
    return done(tiers, "Adresse modifiée.", undo_url())


@bp.post("/<int:id>/adresses/<int:adresse_id>/retrait")
@requires("clients", "ecriture")
def destroy_adresse(id: int, adresse_id: int):
    tiers = find(Tiers, id)
    tiers.remove_adresse(find_in(tiers, adresse_id), now())
    return done(tiers, "Adresse retirée.", undo_url())


def change(tiers: Tiers, adresse: Adresse, form: AdresseForm) -> None:
    ensure_unchanged(adresse)
    tiers.change_adresse(adresse, **form.values)


def find_in(tiers: Tiers, adresse_id: int) -> Adresse:
    adresse = find(Adresse, adresse_id)
    if adresse.tiers_id != tiers.id:
        abort(404)
    return adresse


def draw(tiers: Tiers, form: AdresseForm, adresse: Adresse | None = None, status: int = 200):
    url = (
        url_for("clients.update_adresse", id=tiers.id, adresse_id=adresse.id)
        if adresse
        else url_for("clients.create_adresse", id=tiers.id)
    )
    titre = "Modifier l’adresse" if adresse else "Nouvelle adresse"
    return page_or_partial(
        "clients/adresse.html", "clients/_adresse.html", ("volet-contenu", "form"), status,
        fiche=tiers, adresse=adresse, form=form, url=url, titre=titre,
        retour=url_for("clients.show", id=tiers.id, onglet="adresses"),
    )  # fmt: skip


def done(tiers: Tiers, message: str, undo: str | None = None):
    toast(message, annuler_url=undo)
    return hx_redirect(url_for("clients.show", id=tiers.id, onglet="adresses"))
