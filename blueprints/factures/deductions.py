"""What a draft deducts of earlier factures: brought up to date, or removed; never typed by hand."""

from flask import url_for

from blueprints.access import requires
from blueprints.factures import bp
from blueprints.find import find
from blueprints.ui.reponses import hx_redirect, toast
from crm.factures import Facture


@bp.post("/<int:id>/deductions")
@requires("factures", "ecriture")
def create_deductions(id: int):
    """Deduct again every acompte of the devis, for what is left of it."""
    facture = find(Facture, id)
    facture.refresh_deductions()
    toast("Déductions à jour.")
    return hx_redirect(url_for("factures.edit", id=id))


@bp.delete("/<int:id>/deductions/<int:deduite_id>")
@requires("factures", "ecriture")
def destroy_deduction(id: int, deduite_id: int):
    facture = find(Facture, id)
    facture.remove_deduction(deduite_id)
    toast("Déduction retirée.")
    return hx_redirect(url_for("factures.edit", id=id))
