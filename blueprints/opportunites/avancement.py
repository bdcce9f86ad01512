"""Status and steps: the window of the status, the double arrow, the board, the step to validate (B-079…B-086)."""

from flask import abort, render_template, request, url_for

from blueprints.access import requires
from blueprints.find import find
from blueprints.opportunites import bp, fiche
from blueprints.opportunites.forms import EtapeForm, EtatForm
from blueprints.opportunites.liste import ECRAN
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, page_or_partial, toast
from crm.clock import today
from crm.listes import tableau
from crm.opportunites import Etape, Opportunite
from crm.statuts import Statut
from tenants import db
from tenants.ids import read_id


@bp.put("/<int:id>/etape")
@requires("opportunites", "ecriture")
def update_etape(id: int):
    """From the strip of the card (`vers`), or from the board (`etape`), which is only told its new numbers."""
    opportunite = find(Opportunite, id)
    asked = request.form.get("vers") or request.form.get("etape", "")
    etape = find(Etape, read_id(asked) or 0)
    opportunite.reach(etape, today())
    db.session.flush()
    toast(f"{opportunite.libelle} : {etape.libelle}.", annuler_url=undo_url())
    if "etape" in request.form:
        requete = ECRAN.read(request.form.get("requete", ""))
        return render_template("_listes/_piles.html", liste=ECRAN.liste, piles=tableau.measure(requete))
    return hx_redirect(url_for("opportunites.show", id=id))


@bp.post("/<int:id>/etapes")
@requires("opportunites", "ecriture")
def create_etape(id: int):
    """Validate the step at work, at its real day."""
    opportunite, form = find(Opportunite, id), EtapeForm()
    said, validate = f"« {opportunite.etape.libelle} » est validée.", opportunite.validate_step
    if not (form.validate() and form.try_to(lambda: validate(form.le.data or today(), today()))):
        return fiche.draw(opportunite, form, 422)
    return moved(opportunite, said)


@bp.delete("/<int:id>/etapes")
@requires("opportunites", "ecriture")
def destroy_etape(id: int):
    """Cancel the validation of the last step."""
    opportunite = find(Opportunite, id)
    opportunite.step_back(today())
    return moved(opportunite, "Dernière étape reprise.")


def moved(opportunite: Opportunite, said: str):
    toast(said, annuler_url=undo_url())
    return hx_redirect(url_for("opportunites.show", id=opportunite.id))


@bp.get("/<int:id>/statut")
@requires("opportunites", "ecriture")
def edit_statut(id: int):
    opportunite = find(Opportunite, id)
    asked = request.args.get("vers", type=int) or opportunite.statut_id
    return draw(opportunite, EtatForm(formdata=None, data={"statut_id": asked, "le": today()}))


@bp.post("/<int:id>/statut")
@requires("opportunites", "ecriture")
def update_statut(id: int):
    opportunite, form = find(Opportunite, id), EtatForm()
    if not (form.validate() and form.try_to(lambda: pass_to(opportunite, form))):
        return draw(opportunite, form, 422)
    toast(f"{opportunite.libelle} : {opportunite.statut.libelle}.", annuler_url=undo_url())
    return hx_redirect(url_for("opportunites.show", id=id))


def pass_to(opportunite: Opportunite, form: EtatForm) -> None:
    statut = find(Statut, form.statut_id.data)
    if statut.objet != Opportunite.__tablename__:
        abort(404)
    opportunite.pass_to(statut, form.le.data or today(), form.motif.data)


def draw(opportunite: Opportunite, form: EtatForm, status: int = 200):
    return page_or_partial(
        "opportunites/statut.html", "opportunites/_statut.html", ("volet-contenu", "form"), status,
        form=form, fiche=opportunite, titre=f"Statut de « {opportunite.libelle} »",
        url=url_for("opportunites.update_statut", id=opportunite.id),
        retour=url_for("opportunites.show", id=opportunite.id),
    )  # fmt: skip
