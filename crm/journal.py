"""The journal: every change of every record, with what was there before, who changed it and when; and its undoing."""

import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, event, func, insert, inspect, select, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import Session as OrmSession

from crm.errors import RegleMetier
from crm.fiches import Fiche
from tenants import Base, db

NEVER = frozenset({"id", "cree_le", "modifie_le", "version", "recherche"})
ACTIONS = {
    "creation": "a créé",
    "modification": "a modifié",
    "suppression": "a mis à la corbeille",
    "restauration": "a restauré",
    "destruction": "a supprimé définitivement",
    "etiquetage": "a étiqueté",
    "anonymisation": "a anonymisé",
    "emission": "a émis",
    "finalisation": "a validé",
    "acceptation": "a enregistré l’accord sur",
    "refus": "a enregistré le refus de",
    "prolongation": "a prolongé",
    "reouverture": "a rouvert",
    "nouvelle version": "a repris",
    "facturation": "a facturé",
    "remplacement": "a remplacé",
    "pro forma": "a fait une facture pro forma de",
    "fusion": "a fusionné dans une autre fiche",
    "absorption": "a fusionné une autre fiche dans",
    "courriel": "a envoyé par e-mail",
    "transmission": "a transmis à la plateforme agréée",
    "annulation": "a annulé",
    "prise en charge": "a pris en charge",
    "approbation": "a approuvé",
    "litige": "a mis en litige",
    "refus de réception": "a refusé",
    "paiement transmis": "a dit payée",
    "solde": "a changé ce qui reste à payer de",
}
REVERSALS: dict[str, Callable[[Fiche, "Entree"], None]] = {}
AUTRES: list[tuple[Callable[[uuid.UUID], set[str]], Callable[[uuid.UUID], int]]] = []
"""What a lot may change beside records: the modules it takes to undo it, and how; it returns how many."""


class Entree(Base):
    """One change of one record. Entries of one gesture share a `lot`, and are undone together."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_sujet", "sujet_type", "sujet_id", text("id DESC")),
        Index("ix_journal_lot", "lot"),
        Index("ix_journal_membre", "membre_id", text("id DESC")),
    )
    lot: Mapped[uuid.UUID] = mapped_column(UUID)
    quand: Mapped[datetime] = mapped_column(server_default=func.now())
    membre_id: Mapped[int | None]
    auteur: Mapped[str | None]
    action: Mapped[str]
    sujet_type: Mapped[str]
    sujet_id: Mapped[int]
    libelle: Mapped[str]
    efface_le: Mapped[datetime | None]
    """When what it said was erased, the person it was about being anonymised."""
    avant: Mapped[dict] = mapped_column(server_default=text("'{}'"))
    apres: Mapped[dict] = mapped_column(server_default=text("'{}'"))


def sign(membre_id: int | None, auteur: str) -> None:
    """Say who works in this session: the journal writes it beside each change."""
    db.session.info.update(membre_id=membre_id, auteur=auteur)


def current_lot() -> uuid.UUID:
    """The lot of this session's gesture: all that one request or one job changes."""
    return db.session.info.setdefault("lot", uuid.uuid4())


def begin_lot() -> uuid.UUID:
    """From here on, a gesture of its own: what was made before it is not undone with it."""
    db.session.flush()
    db.session.info["lot"] = uuid.uuid4()
    return db.session.info["lot"]


def record(sujet: Fiche, action: str, *, avant: dict | None = None, apres: dict | None = None) -> None:
    """Write an entry for a verb of the trade (émission, envoi…) that is not a mere change of values."""
    record_all(action, [(sujet, avant or {}, apres or {})])


def record_all(action: str, changes: Iterable[tuple[Fiche, dict, dict]]) -> None:
    """The same for many records: each with what was there before, and after."""
    session = db.session()
    session.flush()
    session.add_all([_entry(session, sujet, action, avant, apres) for sujet, avant, apres in changes])


def history(sujet_type: str, sujet_id: int, limit: int = 100) -> list[Entree]:
    query = select(Entree).where(Entree.sujet_type == sujet_type, Entree.sujet_id == sujet_id)
    return list(db.session.scalars(query.order_by(Entree.id.desc()).limit(limit)))


def activity(membre_id: int, limit: int = 50) -> list[Entree]:
    """What a member did last (E-052)."""
    query = select(Entree).where(Entree.membre_id == membre_id)
    return list(db.session.scalars(query.order_by(Entree.id.desc()).limit(limit)))


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


@event.listens_for(OrmSession, "before_flush")
def _write_changes(session: OrmSession, context, instances) -> None:
    for fiche in [obj for obj in session.dirty if isinstance(obj, Fiche)]:
        avant, apres = _changes(fiche)
        if not apres:
            continue
        session.add(_entry(session, fiche, _action(apres), avant, apres))
    for fiche in [obj for obj in session.deleted if isinstance(obj, Fiche)]:
        session.add(_entry(session, fiche, "destruction", {}, {}))
    fresh = [obj for obj in session.new if isinstance(obj, Fiche)]
    if fresh:
        session.info.setdefault("fresh", []).extend(fresh)


@event.listens_for(OrmSession, "after_flush_postexec")
def _write_creations(session: OrmSession, context) -> None:
    """Together, however many records a flush has made; at the time each says it was made."""
    signed = _signature(session) | {"action": "creation"}
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


def _entry(session: OrmSession, fiche: Fiche, action: str, avant: dict, apres: dict) -> Entree:
    return Entree(
        **_signature(session),
        action=action,
        sujet_type=fiche.__tablename__,
        sujet_id=fiche.id,
        libelle=fiche.libelle,
        avant=avant,
        apres=apres,
    )


def _signature(session: OrmSession) -> dict:
    """The gesture an entry belongs to, and who makes it."""
    return {
        "lot": session.info.setdefault("lot", uuid.uuid4()),
        "membre_id": session.info.get("membre_id"),
        "auteur": session.info.get("auteur"),
    }


def last_author(fiche: Fiche) -> str | None:
    entries = history(fiche.__tablename__, fiche.id, limit=1)
    return entries[0].auteur if entries else None


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


def tables() -> list[str]:
    """Those that hold records."""
    return [mapper.class_.__tablename__ for mapper in Base.registry.mappers if issubclass(mapper.class_, Fiche)]


def model_of(table: str) -> type[Fiche]:
    """The class of the records a table holds."""
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Fiche) and mapper.class_.__tablename__ == table:
            return mapper.base_mapper.class_
    raise KeyError(table)
