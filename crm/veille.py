"""What others have changed since somebody's page was drawn (E-053), read in the journal."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import CTE, ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from crm.fiches import Fiche
from crm.journal import Entree
from tenants import Base, db

LOOKED_BACK = 10_000
"""How many entries are read at most: a page forgotten for a week costs no more than one of this morning."""


@dataclass(frozen=True)
class Sujet:
    """The record a page shows."""

    table: str
    id: int

    @property
    def module(self) -> str | None:
        return modules_by_table().get(self.table)


@dataclass(frozen=True)
class Changements:
    """`dernier`: the last entry told; `modules`: where something changed; `phrase`: who changed the record shown."""

    dernier: int
    modules: list[str]
    phrase: str | None


def last_entry():
    """The number of the journal's last entry, inside another query."""
    return select(func.coalesce(func.max(Entree.id), 0)).scalar_subquery()


def since(
    depuis: int, dernier: int, *, membre_id: int, modules: set[str], sujet: Sujet | None = None
) -> Changements | None:
    """What others than this member, workers among them, changed in `modules` after the entry `depuis`, if anything.

    What a record bears (notes, files, e-mails) is told on its own card only: it is nobody else's business.
    """
    tables = [one for one, module in modules_by_table().items() if module in modules and one not in borne_tables()]
    recent = _recent(max(depuis, dernier - LOOKED_BACK), membre_id)
    touche = (_about(sujet, recent) if sujet and sujet.module in modules else false()).label("touche")
    judged = select(recent.c.id, recent.c.sujet_type, recent.c.auteur, touche).subquery()
    told = or_(judged.c.sujet_type.in_(tables), and_(judged.c.sujet_type.in_(borne_tables()), judged.c.touche))
    newest = select(judged).ext(distinct_on(judged.c.sujet_type, judged.c.touche)).where(told)
    rows = db.session.execute(newest.order_by(judged.c.sujet_type, judged.c.touche, judged.c.id.desc())).all()
    if not rows:
        return None
    auteur = max(((row.id, row.auteur or "Comptoir") for row in rows if row.touche), default=(0, None))[1]
    return Changements(
        max(row.id for row in rows),
        sorted({modules_by_table()[row.sujet_type] for row in rows if row.sujet_type in tables}),
        f"{auteur} a modifié cette fiche." if auteur else None,
    )


@cache
def modules_by_table() -> dict[str, str]:
    """The module of the records each table holds."""
    kept = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Fiche)]
    return {modele.__tablename__: modele.module for modele in kept}


def _recent(after: int, membre_id: int) -> CTE:
    """Others' entries, by their number alone: materialized, for any other index would read years of them."""
    entries = select(Entree.id, Entree.sujet_type, Entree.sujet_id, Entree.auteur)
    entries = entries.where(Entree.id > after, Entree.membre_id.is_distinct_from(membre_id))
    return entries.cte("recentes").prefix_with("MATERIALIZED")


def _about(sujet: Sujet, recent: CTE) -> ColumnElement[bool]:
    """Whether an entry is about this record, or about one that points at it: a note, an address, a facture."""
    itself = and_(recent.c.sujet_type == sujet.table, recent.c.sujet_id == sujet.id)
    return or_(itself, *(_of(table, sujet, recent) for table in _pointing_at(sujet.table)))


@cache
def borne_tables() -> frozenset[str]:
    """Those whose rows point at a record of any kind, by `sujet_type` and `sujet_id`."""
    return frozenset(name for name in modules_by_table() if "sujet_type" in Base.metadata.tables[name].c)


@cache
def _pointing_at(table: str) -> list[str]:
    named = {name: Base.metadata.tables[name].foreign_keys for name in modules_by_table()}
    direct = {name for name, keys in named.items() if any(key.column.table.name == table for key in keys)}
    return sorted(direct | borne_tables())


def _of(name: str, sujet: Sujet, recent: CTE) -> ColumnElement[bool]:
    table = Base.metadata.tables[name]
    pointers = [fk.parent == sujet.id for fk in table.foreign_keys if fk.column.table.name == sujet.table]
    if "sujet_type" in table.c:
        pointers.append(and_(table.c.sujet_type == sujet.table, table.c.sujet_id == sujet.id))
    return and_(recent.c.sujet_type == name, exists().where(table.c.id == recent.c.sujet_id, or_(*pointers)))
