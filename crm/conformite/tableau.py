"""What the page « Conformité » shows, in few statements."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, String, column, func, select

from crm.conformite.chiffres import by_version
from crm.conformite.clotures import Cloture
from crm.conformite.periodes import GENRES
from crm.evenements import Evenement
from crm.factures import Document
from tenants import db


@dataclass(frozen=True)
class Version:
    """A version of the software, how many documents it issued, and over which days; `fin` is None while it does."""

    nom: str
    documents: int
    debut: date | None
    fin: date | None


def versions() -> list[Version]:
    """Which versions issued the documents: read in the daily closings, and in what is not closed yet."""
    each = func.jsonb_each_text(Cloture.versions).table_valued(column("key", String), column("value", String))
    documents = func.sum(each.c.value.cast(BigInteger))
    query = select(each.c.key, documents, func.min(Cloture.debut), func.max(Cloture.fin)).select_from(Cloture)
    query = query.join(each, Cloture.id > 0).where(Cloture.genre == "jour").group_by(each.c.key)
    found = {row[0]: Version(row[0], int(row[1]), row[2], row[3]) for row in db.session.execute(query)}
    last = Cloture.last("jour")
    for nom, nombre in by_version(Document.rang > (last.documents if last else 0)).items():
        closed = found.get(nom, Version(nom, 0, None, None))
        found[nom] = Version(nom, closed.documents + nombre, closed.debut, None)
    return sorted(found.values(), key=lambda version: (version.debut is None, version.debut))


def latest_closings(limit: int = 5) -> dict[str, list[Cloture]]:
    """The last closings of each kind, the most recent first."""
    rank = func.row_number().over(partition_by=Cloture.genre, order_by=Cloture.rang.desc())
    ranked = select(Cloture.id, rank.label("place")).subquery()
    query = select(Cloture).join(ranked, ranked.c.id == Cloture.id).where(ranked.c.place <= limit)
    rows = db.session.scalars(query.order_by(Cloture.rang.desc())).all()
    return {genre: [row for row in rows if row.genre == genre] for genre in reversed(GENRES)}


def closings_of(genre: str, annee: int) -> list[Cloture]:
    """Those that begin in a year, the most recent first."""
    query = select(Cloture).where(Cloture.genre == genre, func.extract("year", Cloture.debut) == annee)
    return list(db.session.scalars(query.order_by(Cloture.rang.desc())))


def archives(limit: int = 10) -> list[tuple[Cloture, Evenement | None]]:
    """The last fiscal years closed, each with its latest archive when there is one."""
    made = {event.detail["fin"]: event for event in reversed(Evenement.latest("archive", limit=5 * limit))}
    query = select(Cloture).where(Cloture.genre == "exercice").order_by(Cloture.rang.desc()).limit(limit)
    return [(cloture, made.get(cloture.fin.isoformat())) for cloture in db.session.scalars(query)]


def years() -> list[int]:
    """Those in which a closing begins, the most recent first."""
    annee = func.extract("year", Cloture.debut)
    return [int(one) for one in db.session.scalars(select(annee).distinct().order_by(annee.desc()))]
