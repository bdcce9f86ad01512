"""What a gesture changed is put back."""

import uuid
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect, select

from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.journal.entrees import Entree, model_of
from tenants import db

REVERSALS: dict[str, Callable[[Fiche, Entree], None]] = {}
AUTRES: list[tuple[Callable[[uuid.UUID], set[str]], Callable[[uuid.UUID], int]]] = []
"""What a lot may change beside records: the modules it takes to undo it, and how; it returns how many."""


def modules_of(lot: uuid.UUID) -> set[str]:
    """The modules of the records a lot changed: one must be able to write in each to undo it."""
    tables = db.session.scalars(select(Entree.sujet_type).where(Entree.lot == lot).distinct())
    return {model_of(table).module for table in tables}.union(*(modules(lot) for modules, _ in AUTRES))


def undo(lot: uuid.UUID) -> int:
    """Put back what a lot changed. Returns how many records. Raises RegleMetier when one has changed since."""
    entries = list(db.session.scalars(select(Entree).where(Entree.lot == lot).order_by(Entree.id.desc())))
    for entry in entries:
        undo_entry(entry)
    count = len({(entry.sujet_type, entry.sujet_id) for entry in entries}) + sum(revert(lot) for _, revert in AUTRES)
    if not count:
        raise RegleMetier("Il n’y a plus rien à annuler.")
    return count


def undo_entry(entry: Entree) -> None:
    """Put back what one entry changed. Raises RegleMetier when it has changed since."""
    if entry.efface_le:
        raise RegleMetier("La fiche est anonymisée : ce qu’elle disait n’existe plus.")
    fiche = db.session.get(model_of(entry.sujet_type), entry.sujet_id)
    if fiche is not None and entry.action in REVERSALS:
        REVERSALS[entry.action](fiche, entry)
        return
    if fiche is None or entry.action not in ("creation", "modification", "suppression", "restauration"):
        raise RegleMetier(f"{entry.libelle} : ce geste ne peut pas être annulé.")
    if entry.action == "creation":
        fiche.trash(entry.quand)
        return
    for key, value in entry.apres.items():
        if _held(fiche, key, value) != _revive(fiche, key, value):
            raise RegleMetier(f"{entry.libelle} a changé depuis : annulez d’abord le dernier changement.")
    for key, value in entry.avant.items():
        if key in fiche.par_cle:
            merged = getattr(fiche, key) | value
            setattr(fiche, key, {one: kept for one, kept in merged.items() if kept is not None})
        else:
            setattr(fiche, key, _revive(fiche, key, value))


def _held(fiche: Fiche, key: str, told: Any) -> Any:
    """What the record holds of what an entry tells."""
    held = getattr(fiche, key)
    return {one: held.get(one) for one in told} if key in fiche.par_cle else held


def _revive(fiche: Fiche, key: str, value: Any) -> Any:
    kind = inspect(type(fiche)).columns[key].type.python_type
    if value is None or not issubclass(kind, Decimal | date | time):
        return value
    return kind(value) if issubclass(kind, Decimal) else kind.fromisoformat(value)
