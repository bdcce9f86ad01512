"""The rows of an import: what each will be, and what became of it."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, delete, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants import Base, db

if TYPE_CHECKING:
    from crm.imports.imports import Import


class LigneImport(Base):
    """One row of the file: its cells, what it will be and why, the record it concerns, and whether it is done.

    `jumelle`: the number of an earlier row of the file that it looks like.
    """

    __tablename__ = "lignes_import"
    __table_args__ = (
        Index("uq_lignes_import", "import_id", "numero", unique=True),
        Index("ix_lignes_import_issue", "import_id", "issue", "numero"),
    )
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    numero: Mapped[int]
    cellules: Mapped[list] = mapped_column(JSONB)
    issue: Mapped[str]
    raison: Mapped[str | None]
    fiche_id: Mapped[int | None]
    jumelle: Mapped[int | None]
    fait_le: Mapped[datetime | None]


def rows_of(made: "Import", issue: str | None = None, after: int = 0, limit: int | None = 50) -> list[LigneImport]:
    """Some rows of an import in the order of the file, from the one that follows number `after`."""
    query = select(LigneImport).where(LigneImport.import_id == made.id, LigneImport.numero > after)
    query = query.where(LigneImport.issue == issue) if issue else query
    return list(db.session.scalars(query.order_by(LigneImport.numero).limit(limit)))


@dataclass(frozen=True)
class Rangee:
    """A row to be done, as LigneImport keeps it, and what becomes of it until `mark_done` writes it."""

    id: int
    numero: int
    cellules: list[str]
    issue: str
    raison: str | None
    fiche_id: int | None
    jumelle: int | None


def rows_to_do(made: "Import", issues: list[str], after: int, limit: int) -> list[Rangee]:
    """The rows of these issues that are not done, in the order of the file, from the one that follows `after`."""
    query = select(*(getattr(LigneImport, one.name) for one in fields(Rangee)))
    query = query.where(LigneImport.import_id == made.id, LigneImport.issue.in_(issues), LigneImport.numero > after)
    found = db.session.execute(query.where(LigneImport.fait_le.is_(None)).order_by(LigneImport.numero).limit(limit))
    return [Rangee(*row) for row in found]


def mark_done(rows: list[Rangee], now: datetime) -> None:
    """Together."""
    kept = ("id", "issue", "raison", "fiche_id")
    done = [{key: getattr(row, key) for key in kept} | {"fait_le": now} for row in rows]
    db.session.execute(update(LigneImport), done)


def forget_rows(made: "Import") -> None:
    db.session.execute(delete(LigneImport).where(LigneImport.import_id == made.id))
