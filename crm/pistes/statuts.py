"""Changing the statuses of pistes, whose scores and steps follow."""

from sqlalchemy import func, select, update

from crm.pistes.piste import Piste
from crm.pistes.score import Bareme
from crm.statuts import Statut
from tenants import db


def uses() -> dict[int, int]:
    """How many pistes are at each status, by its number."""
    query = select(Piste.statut_id, func.count()).where(Piste.supprime_le.is_(None)).group_by(Piste.statut_id)
    return dict(db.session.execute(query).all())


def revise(statut: Statut, **values) -> None:
    """Change a status; its pistes take its new step and points. Raises RegleMetier on a wrong name."""
    statut.revise(**values)
    db.session.flush()
    _rewrite(statut)
    Bareme.apply()


def remove(statut: Statut, remplacement: Statut | None) -> None:
    """Take a status away; its pistes pass to `remplacement`. Raises RegleMetier when one is needed, or it is standard.

    Those in the trash pass to it too, or to the first open one: they may come back.
    """
    usable = remplacement is not None and remplacement is not statut and remplacement.objet == statut.objet
    taker = remplacement if usable else Statut.first_open(statut.objet)
    statut.ensure_can_be_removed(usable, uses().get(statut.id, 0))
    bearing = Piste.statut_id == statut.id
    db.session.execute(update(Piste).where(bearing).values(statut_id=taker.id, modifie_le=Piste.modifie_le))
    _rewrite(taker)
    db.session.delete(statut)
    Bareme.apply()


def _rewrite(statut: Statut) -> None:
    """Give its pistes what they take from their status."""
    bearing, kept = Piste.statut_id == statut.id, {"modifie_le": Piste.modifie_le}
    moved = update(Piste).where(bearing, Piste.situation != statut.situation)
    db.session.execute(moved.values(situation=statut.situation, **kept))
    automatic = bearing & ~Piste.etape_manuelle & Piste.etape.is_distinct_from(statut.etape)
    db.session.execute(update(Piste).where(automatic).values(etape=statut.etape, **kept))
