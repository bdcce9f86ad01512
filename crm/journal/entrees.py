"""One change of one record: what it keeps, who signs it, and how it is read again."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, func, select, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import Session as OrmSession

from crm.fiches import Fiche
from tenants import Base, db

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
    session.add_all([entry_of(session, sujet, action, avant, apres) for sujet, avant, apres in changes])


def history(sujet_type: str, sujet_id: int, limit: int = 100) -> list[Entree]:
    query = select(Entree).where(Entree.sujet_type == sujet_type, Entree.sujet_id == sujet_id)
    return list(db.session.scalars(query.order_by(Entree.id.desc()).limit(limit)))


def activity(membre_id: int, limit: int = 50) -> list[Entree]:
    """What a member did last (E-052)."""
    query = select(Entree).where(Entree.membre_id == membre_id)
    return list(db.session.scalars(query.order_by(Entree.id.desc()).limit(limit)))


def last_author(fiche: Fiche) -> str | None:
    entries = history(fiche.__tablename__, fiche.id, limit=1)
    return entries[0].auteur if entries else None


def entry_of(session: OrmSession, fiche: Fiche, action: str, avant: dict, apres: dict) -> Entree:
    return Entree(
        **signature(session),
        action=action,
        sujet_type=fiche.__tablename__,
        sujet_id=fiche.id,
        libelle=fiche.libelle,
        avant=avant,
        apres=apres,
    )


def signature(session: OrmSession) -> dict:
    """The gesture an entry belongs to, and who makes it."""
    return {
        "lot": session.info.setdefault("lot", uuid.uuid4()),
        "membre_id": session.info.get("membre_id"),
        "auteur": session.info.get("auteur"),
    }


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


def tables() -> list[str]:
    """Those that hold records."""
    return [mapper.class_.__tablename__ for mapper in Base.registry.mappers if issubclass(mapper.class_, Fiche)]


def model_of(table: str) -> type[Fiche]:
    """The class of the records a table holds."""
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Fiche) and mapper.class_.__tablename__ == table:
            return mapper.base_mapper.class_
    raise KeyError(table)
