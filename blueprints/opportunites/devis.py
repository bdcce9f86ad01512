from flask import abort, g, url_for
from sqlalchemy import select

from blueprints.access import requires
from blueprints.envois_uniques import once
from blueprints.find import find
from blueprints.opportunites import bp
from blueprints.pistes.conversion import ensure_may_convert
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, toast
from crm.clock import now, today
from crm.devis import Devis
from crm.opportunites import Opportunite, to_devis
from crm.pistes import convert
from tenants import db


@bp.post("/<int:id>/devis")
@requires("opportunites", "ecriture")
@once
def create_devis(id: int):
    """« Transformer en devis »: the prospect is converted first, when it is qualified."""
    if not g.membre.can("devis", "ecriture"):
        abort(403)
    opportunite = find(Opportunite, id)
    if opportunite.tiers_id is None and opportunite.piste is not None:
        ensure_may_convert()
        convert(opportunite.piste, now=now(), langue=g.parametres.langue)
        db.session.refresh(opportunite)
    devis = to_devis(opportunite, g.membre, today())
    toast("Brouillon de devis créé depuis l’offre.", annuler_url=undo_url())
    return hx_redirect(url_for("devis.edit", id=devis.id))


def devis_of(opportunite: Opportunite) -> list[Devis]:
    """Those made from it that the reader may see, the last one first."""
    if not g.membre.can("devis"):
        return []
    query = select(Devis).where(Devis.opportunite_id == opportunite.id, Devis.supprime_le.is_(None))
    return list(db.session.scalars(query.order_by(Devis.id.desc())))
