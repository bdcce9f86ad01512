"""Where a client receives e-invoices, as the directory says."""

from flask import abort, g, redirect, request, url_for

from blueprints.access import requires
from blueprints.clients import bp
from blueprints.find import find
from blueprints.sujets import undo_url
from blueprints.travail import progress_of
from blueprints.ui.reponses import toast
from crm.plateforme import ConnexionPlateforme, Consultation
from crm.tiers import Tiers


@bp.post("/<int:id>/annuaire")
@requires("clients", "ecriture")
def create_consultation(id: int):
    return progress_of(Consultation.refresh_later(find(Tiers, id).siren, g.membre.id), recharger=True)


@bp.post("/<int:id>/adresse-electronique")
@requires("clients", "ecriture")
def update_adresse_electronique(id: int):
    """One of those the directory gives."""
    tiers, chosen = find(Tiers, id), request.form.get("adresse")
    known = Consultation.of(tiers.siren)
    if known is None or chosen not in known.adresses:
        abort(422)
    tiers.revise(adresse_electronique=chosen)
    toast("Adresse électronique enregistrée.", undo_url())
    return redirect(url_for("clients.show", id=id), 303)


def annuaire_of(tiers: Tiers) -> dict:
    """Nothing when the directory cannot be asked, or has not to know this client."""
    connexion = ConnexionPlateforme.current() if tiers.qualification == "assujetti_fr" and tiers.siren else None
    if connexion is None or not connexion.url_annuaire:
        return {"annuaire": None}
    return {"annuaire": connexion, "consultation": Consultation.of(tiers.siren)}
