"""Changing the statuses that records bear: the records follow."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select, update

from crm.fiches import Fiche
from crm.statuts.statut import Statut
from tenants import db


@dataclass(frozen=True)
class Emploi:
    """`modele` bears the statuses of its table by `statut_id`, and what they mean by `situation`.

    `suit(statut)` puts right what else its records take from a status that has changed.
    """

    modele: type[Fiche]
    suit: Callable[[Statut], None] = lambda statut: None


EMPLOIS: dict[str, Emploi] = {}
"""By table."""
GAGNES = frozenset({"convertie", "gagnee"})
"""Those that a gesture on one record gives, with what follows from it."""


def replacements(statut: Statut) -> list[Statut]:
    """The statuses that its records may pass to when it goes."""
    return [one for one in Statut.of(statut.objet) if one is not statut and one.code not in GAGNES]


def uses(objet: str) -> dict[int, int]:
    """How many records are at each status, by its number."""
    modele = EMPLOIS[objet].modele
    query = select(modele.statut_id, func.count()).where(modele.supprime_le.is_(None)).group_by(modele.statut_id)
    return dict(db.session.execute(query).all())


def revise(statut: Statut, **values) -> None:
    """Change a status; its records follow. Raises RegleMetier on a wrong name."""
    statut.revise(**values)
    db.session.flush()
    _rewrite(statut)


def remove(statut: Statut, remplacement: Statut | None) -> None:
    """Take a status away; its records pass to `remplacement`. Raises RegleMetier when one is needed, or it is standard.

    Those in the trash pass to it too, or to the first open one: they may come back.
    """
    usable = remplacement in replacements(statut)
    taker = remplacement if usable else Statut.first_open(statut.objet)
    statut.ensure_can_be_removed(usable, uses(statut.objet).get(statut.id, 0))
    modele = EMPLOIS[statut.objet].modele
    bearing = update(modele).where(modele.statut_id == statut.id)
    db.session.execute(bearing.values(statut_id=taker.id, modifie_le=modele.modifie_le))
    db.session.delete(statut)
    _rewrite(taker)


def _rewrite(statut: Statut) -> None:
    """Give its records what they take from their status."""
    emploi = EMPLOIS[statut.objet]
    modele = emploi.modele
    moved = update(modele).where(modele.statut_id == statut.id, modele.situation != statut.situation)
    db.session.execute(moved.values(situation=statut.situation, modifie_le=modele.modifie_le))
    emploi.suit(statut)
