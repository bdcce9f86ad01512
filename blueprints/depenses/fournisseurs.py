from flask import abort, g, url_for

from blueprints.access import requires
from blueprints.depenses import bp
from blueprints.find import find
from blueprints.ui.reponses import hx_redirect, toast
from crm import clock
from crm.depenses import Depense, fournisseurs


@bp.post("/<int:id>/fournisseur")
@requires("depenses", "ecriture")
def create_fournisseur(id: int):
    """The card of a supplier nobody knew, from what their invoice says: one must be able to write tiers too."""
    depense = find(Depense, id)
    if not g.membre.can("clients", "ecriture"):
        abort(403)
    tiers = fournisseurs.create(depense, clock.today())
    toast(f"Fournisseur {tiers.libelle} enregistré.")
    return hx_redirect(url_for("depenses.show", id=id))
