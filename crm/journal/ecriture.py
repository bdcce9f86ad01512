"""The session writes what changes by itself: nobody has to think of the journal."""

from typing import Any

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import Session as OrmSession

from crm.fiches import Fiche
from crm.journal.entrees import Entree, entry_of, plain, signature

NEVER = frozenset({"id", "cree_le", "modifie_le", "version", "recherche"})


@event.listens_for(OrmSession, "before_flush")
def _write_changes(session: OrmSession, context, instances) -> None:
    for fiche in [obj for obj in session.dirty if isinstance(obj, Fiche)]:
        avant, apres = _changes(fiche)
        if not apres:
            continue
        session.add(entry_of(session, fiche, _action(apres), avant, apres))
    for fiche in [obj for obj in session.deleted if isinstance(obj, Fiche)]:
        session.add(entry_of(session, fiche, "destruction", {}, {}))
    fresh = [obj for obj in session.new if isinstance(obj, Fiche)]
    if fresh:
        session.info.setdefault("fresh", []).extend(fresh)


@event.listens_for(OrmSession, "after_flush_postexec")
def _write_creations(session: OrmSession, context) -> None:
    """Together, however many records a flush has made; at the time each says it was made."""
    signed = signature(session) | {"action": "creation"}
    entries = [
        signed
        | {
            "quand": fiche.cree_le,
            "sujet_type": fiche.__tablename__,
            "sujet_id": fiche.id,
            "libelle": fiche.libelle,
        }
        for fiche in session.info.pop("fresh", [])
        if fiche in session
    ]
    if entries:
        session.execute(insert(Entree), entries)


def _changes(fiche: Fiche) -> tuple[dict, dict]:
    avant, apres = {}, {}
    state = inspect(fiche)
    for column in state.mapper.column_attrs:
        if column.key in NEVER or column.key in fiche.non_journalises:
            continue
        history = state.attrs[column.key].history
        if history.has_changes():
            old = history.deleted[0] if history.deleted else None
            new = history.added[0] if history.added else None
            if old != new:
                avant[column.key], apres[column.key] = _told(fiche, column.key, old, new)
    return avant, apres


def _told(fiche: Fiche, key: str, old: Any, new: Any) -> tuple:
    """The values before and after; of a column that keeps many, those that differ."""
    if key not in fiche.par_cle:
        return plain(old), plain(new)
    before, after = old or {}, new or {}
    keys = [one for one in {**before, **after} if before.get(one) != after.get(one)]
    return {one: before.get(one) for one in keys}, {one: after.get(one) for one in keys}


def _action(apres: dict) -> str:
    if set(apres) == {"supprime_le"}:
        return "suppression" if apres["supprime_le"] else "restauration"
    return "modification"
