from flask import g, url_for

from blueprints.access import requires
from blueprints.envois_uniques import once
from blueprints.factures import bp
from blueprints.factures.atelier import ATELIER
from blueprints.redaction.installation import ended
from blueprints.ui.reponses import hx_redirect, toast
from crm import clock
from crm.factures import Facture


@bp.post("/<int:id>/emission")
@requires("factures", "ecriture")
@once
def create_emission(id: int):
    return ended(ATELIER, id, issue, done)


def issue(facture: Facture, form) -> None:
    facture.issue(form.emise_le.data or clock.today(), clock.now(), g.membre)


def done(facture: Facture):
    toast(f"Facture {facture.numero} émise.")
    return hx_redirect(url_for("factures.show", id=facture.id))
