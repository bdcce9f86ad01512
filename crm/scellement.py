"""The chain of what may not change: each record is sealed with the one before, by a key no database holds in clear.

h(n) = HMAC-SHA256(key, canonical JSON of the record || h(n-1)), per company and per journal (CAI-06).
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Select, func, inspect, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from crm.journal import plain
from tenants import Base, db
from tenants.vault import of_company

GENESE = "0" * 64
REPORTED = 200


class Chaine(Base):
    """The end of a chain: its row is the lock under which the next link is made."""

    __tablename__ = "chaines"
    journal: Mapped[str] = mapped_column(unique=True)
    rang: Mapped[int]
    empreinte: Mapped[str]

    @classmethod
    def lock(cls, journal: str) -> "Chaine":
        """The end of this chain, held until the transaction ends; `tenue_a` says when this one began."""
        query = select(cls, func.now()).where(cls.journal == journal).with_for_update()
        query = query.execution_options(populate_existing=True)
        if (held := db.session.execute(query).first()) is None:
            first = insert(cls).values(journal=journal, rang=0, empreinte=GENESE)
            db.session.execute(first.on_conflict_do_nothing(index_elements=["journal"]))
            held = db.session.execute(query).one()
        chaine, chaine.tenue_a = held
        return chaine

    def seal(self, maillon: "Maillon") -> None:
        """Make of this record the next link."""
        maillon.rang, maillon.empreinte_precedente = self.rang + 1, self.empreinte
        maillon.empreinte = link(self.journal, maillon.record, self.empreinte)
        self.rang, self.empreinte = maillon.rang, maillon.empreinte


@dataclass(frozen=True)
class Rupture:
    """The first link that does not hold."""

    rang: int
    libelle: str
    raison: str


class Maillon:
    """A record that is sealed: its rank in its chain, and the seals of the link before and of its own.

    `chaine` names the journal, `scelles` the columns that are covered.
    """

    chaine: ClassVar[str]
    scelles: ClassVar[tuple[str, ...]]
    rang: Mapped[int]
    empreinte_precedente: Mapped[str]
    empreinte: Mapped[str]

    @property
    def record(self) -> dict:
        """What the seal covers. To be refined by a record whose parts are rows of their own."""
        return stored(self, self.scelles)

    @classmethod
    def maillons(cls) -> Select:
        """Every link, by rank, as the database holds it."""
        base = inspect(cls).base_mapper.class_
        query = select(base).where(base.rang.is_not(None)).order_by(base.rang)
        return query.execution_options(populate_existing=True, yield_per=500)

    @classmethod
    def verify_chain(cls, report: Callable[[int], None] = lambda links: None) -> Rupture | None:
        """The first broken link, or None. `report` is told how many were read, now and then."""
        with db.session.scalars(cls.maillons()) as fiches:
            return verify(cls.chaine, fiches, report)


def stored(fiche: Base, names: Iterable[str]) -> dict:
    """Values as JSON, the same before and after the database: amounts at the scale of their column, moments in UTC."""
    columns = inspect(type(fiche)).columns
    return {name: _stored(getattr(fiche, name), columns[name]) for name in names}


def _stored(value, column):
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal(1).scaleb(-column.type.scale)))
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else plain(value)


def canonical(record: dict) -> bytes:
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def link(journal: str, record: dict, precedente: str) -> str:
    return of_company().seal(f"chaine:{journal}", canonical(record) + precedente.encode())


def verify(journal: str, fiches: Iterable[Maillon], report: Callable[[int], None]) -> Rupture | None:
    """Follow the chain from its beginning. `fiches`: every sealed record, by rank. None when all holds.

    Others may add links meanwhile: what was there when it began, and nothing that is not at its end, is expected.
    """
    begun, rang, empreinte = _end(journal), 0, GENESE
    for fiche in fiches:
        rang += 1
        if fiche.rang != rang:
            return Rupture(rang, fiche.libelle, f"Le maillon {rang} manque : un document a disparu.")
        if fiche.empreinte_precedente != empreinte:
            return Rupture(rang, fiche.libelle, "L’empreinte du maillon précédent ne correspond pas.")
        if link(journal, fiche.record, empreinte) != fiche.empreinte:
            return Rupture(rang, fiche.libelle, "Le contenu a changé depuis qu’il est scellé.")
        empreinte = fiche.empreinte
        if rang % REPORTED == 0:
            report(rang)
    end = _end(journal)
    if not begun[0] <= rang <= end[0] or any(known[0] == rang and known[1] != empreinte for known in (begun, end)):
        return Rupture(rang + 1, "", f"La chaîne compte {end[0]} maillons, {rang} sont présents.")
    return None


def _end(journal: str) -> tuple[int, str]:
    row = db.session.execute(select(Chaine.rang, Chaine.empreinte).where(Chaine.journal == journal)).first()
    return tuple(row) if row else (0, GENESE)
