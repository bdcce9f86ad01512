"""The notebook of an opportunity, written where it is read (B-077)."""

from flask import render_template

from blueprints.access import requires
from blueprints.conflits import ensure_unchanged
from blueprints.find import find
from blueprints.forms import Form
from blueprints.opportunites import bp
from blueprints.riche import RicheField
from blueprints.sujets import undo_url
from blueprints.ui.reponses import toast
from crm.opportunites import Opportunite
from tenants import db


class CarnetForm(Form):
    notes = RicheField("Carnet de notes", id="carnet-notes")


@bp.get("/<int:id>/carnet")
@requires("opportunites")
def show_carnet(id: int):
    return render_template("opportunites/_carnet.html", fiche=find(Opportunite, id))


@bp.get("/<int:id>/carnet/modification")
@requires("opportunites", "ecriture")
def edit_carnet(id: int):
    opportunite = find(Opportunite, id)
    return render_template("opportunites/_carnet_form.html", fiche=opportunite, form=CarnetForm(obj=opportunite))


@bp.put("/<int:id>/carnet")
@requires("opportunites", "ecriture")
def update_carnet(id: int):
    opportunite, form = find(Opportunite, id), CarnetForm()
    if not (form.validate() and form.try_to(lambda: write(opportunite, form))):
        return render_template("opportunites/_carnet_form.html", fiche=opportunite, form=form), 422
    db.session.flush()
    toast("Carnet enregistré.", annuler_url=undo_url())
    return render_template("opportunites/_carnet.html", fiche=opportunite)


def write(opportunite: Opportunite, form: CarnetForm) -> None:
    ensure_unchanged(opportunite)
    opportunite.notes = form.notes.data
