"""The lines of the offer (E-033)."""

from decimal import Decimal

from flask import abort, url_for

from blueprints.access import requires
from blueprints.conflits import ensure_unchanged
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.opportunites import bp
from blueprints.opportunites.forms import LigneForm
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.clock import now
from crm.opportunites import LigneOffre, Opportunite


@bp.get("/<int:id>/lignes/nouvelle")
@requires("opportunites", "ecriture")
def new_ligne(id: int):
    return draw(find(Opportunite, id), LigneForm(formdata=None, data={"quantite": Decimal(1)}))


@bp.post("/<int:id>/lignes")
@requires("opportunites", "ecriture")
@once
def create_ligne(id: int):
    opportunite, form = find(Opportunite, id), LigneForm()
    if not (form.validate() and form.try_to(lambda: opportunite.add_ligne(**form.values))):
        return draw(opportunite, form, status=422)
    return done(opportunite, "Ligne ajoutée.")


@bp.get("/<int:id>/lignes/<int:ligne_id>/modification")
@requires("opportunites", "ecriture")
def edit_ligne(id: int, ligne_id: int):
    opportunite = find(Opportunite, id)
    ligne = find_in(opportunite, ligne_id)
    return draw(opportunite, LigneForm(obj=ligne), ligne)


@bp.post("/<int:id>/lignes/<int:ligne_id>")
@requires("opportunites", "ecriture")
def update_ligne(id: int, ligne_id: int):
    opportunite, form = find(Opportunite, id), LigneForm()
    ligne = find_in(opportunite, ligne_id)
    if not (form.validate() and form.try_to(lambda: revise(opportunite, ligne, form))):
        return draw(opportunite, form, ligne, 422)
    return done(opportunite, "Ligne modifiée.")


@bp.post("/<int:id>/lignes/<int:ligne_id>/retrait")
@requires("opportunites", "ecriture")
def destroy_ligne(id: int, ligne_id: int):
    opportunite = find(Opportunite, id)
    find_in(opportunite, ligne_id).trash(now())
    opportunite.add_up()
    return done(opportunite, "Ligne retirée.")


def revise(opportunite: Opportunite, ligne: LigneOffre, form: LigneForm) -> None:
    ensure_unchanged(ligne)
    ligne.revise(**form.values)
    opportunite.add_up()


def find_in(opportunite: Opportunite, ligne_id: int) -> LigneOffre:
    ligne = find(LigneOffre, ligne_id)
    return ligne if ligne.opportunite_id == opportunite.id else abort(404)


def draw(opportunite: Opportunite, form: LigneForm, ligne: LigneOffre | None = None, status: int = 200):
    ids = {"id": opportunite.id} | ({"ligne_id": ligne.id} if ligne else {})
    return page_or_partial(
        "opportunites/ligne.html", "opportunites/_ligne.html", ("volet-contenu", "form"), status,
        form=form, fiche=opportunite, ligne=ligne, titre="Modifier la ligne" if ligne else "Nouvelle ligne",
        url=url_for("opportunites.update_ligne" if ligne else "opportunites.create_ligne", **ids),
        retour=url_for("opportunites.show", id=opportunite.id, onglet="offre"),
    )  # fmt: skip


def done(opportunite: Opportunite, message: str):
    toast(message, annuler_url=undo_url())
    return hx_redirect(url_for("opportunites.show", id=opportunite.id, onglet="offre"))
