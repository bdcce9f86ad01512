"""Taking steps and processes away: opportunities go elsewhere first."""

from sqlalchemy import func, select, update

from crm.errors import RegleMetier
from crm.formats import pluriel
from crm.opportunites.opportunite import Opportunite
from crm.opportunites.processus import Etape, Processus
from tenants import db


def uses() -> dict[int, int]:
    """How many opportunities are at each step, by its number."""
    query = select(Opportunite.etape_id, func.count()).where(Opportunite.supprime_le.is_(None))
    return dict(db.session.execute(query.group_by(Opportunite.etape_id)).all())


def remove_etape(etape: Etape, remplacement: Etape | None) -> None:
    """Take a step away; its opportunities go to `remplacement`. Raises RegleMetier when one is needed."""
    usable = remplacement is not None and remplacement is not etape
    if usable and remplacement.processus_id != etape.processus_id:
        raise RegleMetier("Choisissez une étape du même type d’opportunité.", "remplacement")
    others = [one for one in etape.processus.etapes if one is not etape]
    taker = remplacement if usable else others[0]
    etape.ensure_can_be_removed(usable, uses().get(etape.id, 0))
    bearing = update(Opportunite).where(Opportunite.etape_id == etape.id)
    db.session.execute(bearing.values(etape_id=taker.id, modifie_le=Opportunite.modifie_le))
    db.session.delete(etape)
    db.session.flush()
    db.session.refresh(taker.processus, ["etapes"])


def remove_processus(processus: Processus) -> None:
    """Take a type away. Raises RegleMetier when opportunities are of this type: it is put out of use instead."""
    used = db.session.scalar(select(func.count()).where(Opportunite.processus_id == processus.id))
    if used:
        fiches = pluriel(used, "opportunité")
        raise RegleMetier(f"« {processus.libelle} » sert à {fiches} : mettez-le hors service plutôt.")
    processus.revise(libelle=processus.libelle, actif=False)
    for etape in list(processus.etapes):
        db.session.delete(etape)
    db.session.flush()
    db.session.delete(processus)
