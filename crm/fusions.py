"""Two records that are one: what the second bears goes to the first, and the second to the trash; undone whole.

What refers to a record is found in the mapped classes. What is sealed never moves, and is read where it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, exists, func, inspect, select, true, update
from sqlalchemy.dialects.postgresql import JSONB

from crm import journal
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.fusionnables import Fusionnable
from crm.scellement import Maillon
from tenants import Base, db

SUITES: list[Callable[[Fusionnable], None]] = []
"""What else follows of each of the two, once rows have gone from one to the other: the names that rows keep."""
TENUS = frozenset("id cree_le modifie_le version supprime_le fusionne_dans_id".split())
JOURNAUX = frozenset({"journal", "travaux"})
"""What says what was done to a record, and stays with it."""


@dataclass(frozen=True)
class Lien:
    """A column that refers to the records; `objet`: the table they are of, when the row says it."""

    colonne: Any
    objet: Any = None

    @property
    def table(self) -> Table:
        return self.colonne.table

    @property
    def cle(self) -> str:
        return f"{self.table.name}.{self.colonne.name}"

    def to(self, fiche: Fiche) -> ColumnElement:
        said = self.objet == fiche.__tablename__ if self.objet is not None else true()
        return (self.colonne == fiche.id) & said

    @property
    def is_sealed(self) -> bool:
        """Whether the seal of a row covers this column."""
        modeles = [mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is self.table]
        return any(issubclass(modele, Maillon) and self.colonne.name in modele.scelles for modele in modeles)

    @property
    def movable(self) -> ColumnElement:
        """A sealed row keeps the number it was sealed with."""
        return self.table.c.rang.is_(None) if self.is_sealed else true()


@dataclass(frozen=True)
class Champ:
    """A field that the two do not say alike."""

    cle: str
    garde: dict
    autre: dict

    @property
    def from_autre(self) -> bool:
        """By default the one kept says it, unless the other says more."""
        return all(self.autre[cle] == valeur or valeur in (None, "") for cle, valeur in self.garde.items())


def champs(garde: Fusionnable, autre: Fusionnable) -> list[Champ]:
    """What is to be chosen, field by field."""
    followers = {name for names in garde.groupes.values() for name in names}
    written = [one.key for one in inspect(type(garde)).column_attrs if one.columns[0].computed is None]
    kept = TENUS | followers | garde.acquis | garde.cumules | garde.deduits | set(_free(garde))
    found = []
    for cle in written:
        if cle in kept:
            continue
        names = (cle, *garde.groupes.get(cle, ()))
        here, there = ({name: getattr(fiche, name) for name in names} for fiche in (garde, autre))
        if here != there:
            found.append(Champ(cle, here, there))
    return found


def comptes(autre: Fusionnable) -> dict[str, int]:
    """How many rows refer to `autre`, by table: what the one kept is about to show."""
    counted: dict[str, int] = {}
    for lien in liens(autre):
        alive = lien.table.c.supprime_le.is_(None) if "supprime_le" in lien.table.c else true()
        number = db.session.scalar(select(func.count()).select_from(lien.table).where(lien.to(autre), alive))
        if number:
            counted[lien.table.name] = counted.get(lien.table.name, 0) + number
    return counted


def merge(garde: Fusionnable, autre: Fusionnable, pris: set[str], now: datetime) -> None:
    """Make one of the two: `pris` are the fields that `autre` says. Raises RegleMetier when they are not one."""
    _hold(garde, autre)
    final = _final(garde, autre, pris)
    garde.ensure_can_absorb(autre, final)
    garde.prepare_absorption(autre)
    for cle, valeur in final.items():
        setattr(garde, cle, valeur)
    autre.fusionne_dans_id = garde.id
    autre.trash(now)
    db.session.flush()
    moved = {lien.cle: ids for lien in liens(garde) if (ids := _move(lien, autre, garde))}
    _follow(garde, autre)
    journal.record(autre, "fusion", apres={"dans": garde.id, "liens": moved})
    journal.record(garde, "absorption", apres={"fiche": autre.libelle})


def _follow(*fiches: Fusionnable) -> None:
    db.session.expire_all()
    for suite in SUITES:
        for fiche in fiches:
            suite(fiche)


def is_engaged(fiche: Fusionnable) -> bool:
    """Whether something sealed refers to it: a facture, an avoir, a règlement."""
    return any(
        db.session.scalar(select(exists().where(lien.to(fiche), ~lien.movable)))
        for lien in liens(fiche)
        if lien.is_sealed
    )


def liens(fiche: Fusionnable) -> list[Lien]:
    """All that may refer to a record of this table, itself aside."""
    table, found = fiche.__table__, []
    for other in Base.metadata.sorted_tables:
        if {"sujet_type", "sujet_id"} <= set(other.c.keys()) and other.name not in JOURNAUX:
            found.append(Lien(other.c.sujet_id, other.c.sujet_type))
        found += [Lien(c) for c in other.c if any(key.column.table is table for key in c.foreign_keys)]
    return found


def _hold(garde: Fusionnable, autre: Fusionnable) -> None:
    if garde is autre:
        raise RegleMetier("Choisissez une autre fiche : celle-ci ne se fusionne pas avec elle-même.", "autre")
    modele = type(garde)
    held = select(modele.id).where(modele.id.in_([garde.id, autre.id])).order_by(modele.id).with_for_update()
    db.session.scalars(held).all()
    for fiche in (garde, autre):
        db.session.refresh(fiche)
        if fiche.is_in_trash:
            raise RegleMetier(f"{fiche.libelle} est à la corbeille : restaurez sa fiche d’abord.", "autre")


def _final(garde: Fusionnable, autre: Fusionnable, pris: set[str]) -> dict:
    """What the card kept will say: what is chosen with what goes with it, and the earliest of the days acquired."""
    final = {}
    for champ in champs(garde, autre):
        final |= champ.autre if champ.cle in pris else champ.garde
    for cle in garde.acquis:
        final[cle] = min((day for day in (getattr(garde, cle), getattr(autre, cle)) if day), default=None)
    for cle in garde.cumules:
        final[cle] = getattr(garde, cle) or getattr(autre, cle)
    for cle in _inner(garde):
        if final.get(cle) in (garde.id, autre.id):
            final[cle] = None
    for cle in _free(garde):
        final[cle] = getattr(autre, cle) | {key: said for key, said in getattr(garde, cle).items() if said is not None}
    return final


def _inner(fiche: Fusionnable) -> list[str]:
    """The columns that refer to another record of its own table: nobody is their own."""
    table = fiche.__table__
    return [c.name for c in table.c if any(key.column.table is table for key in c.foreign_keys) and c.name not in TENUS]


def _free(fiche: Fusionnable) -> list[str]:
    """The columns whose keys are each a field of its own."""
    return [one.key for one in inspect(type(fiche)).column_attrs if isinstance(one.columns[0].type, JSONB)]


def _move(lien: Lien, autre: Fusionnable, garde: Fusionnable) -> list[int]:
    """Give the rows to the one kept; the numbers of those that moved. One that would be there twice stays."""
    table = lien.table
    where = [lien.to(autre), lien.movable, *_without_twin(lien, garde)]
    if table is garde.__table__:
        where.append(table.c.id.not_in([garde.id, autre.id]))
    return list(db.session.scalars(update(table).where(*where).values(_new(lien, garde)).returning(table.c.id)))


def _new(lien: Lien, garde: Fusionnable) -> dict:
    moved = {lien.colonne.name: garde.id}
    return moved | ({"version": lien.table.c.version + 1} if "version" in lien.table.c else {})


def _without_twin(lien: Lien, garde: Fusionnable) -> list[ColumnElement]:
    """For each unique index this column is part of: no such row of the one kept yet."""
    twin, conditions = lien.table.alias(), []
    for index in lien.table.indexes:
        names = set(index.columns.keys())
        if index.unique and lien.colonne.name in names:
            same = [twin.c[name] == lien.table.c[name] for name in names - {lien.colonne.name}]
            conditions.append(~exists().where(twin.c[lien.colonne.name] == garde.id, *same))
    return conditions


def _undo(autre: Fusionnable, entry: journal.Entree) -> None:
    """Give back what had moved. Raises RegleMetier when some of it went elsewhere since."""
    garde = db.session.get(type(autre), entry.apres["dans"])
    by_key = {lien.cle: lien for lien in liens(autre)}
    for cle, ids in entry.apres["liens"].items():
        lien = by_key[cle]
        back = update(lien.table).where(lien.to(garde), lien.table.c.id.in_(ids)).values(_new(lien, autre))
        if db.session.execute(back).rowcount != len(ids):
            raise RegleMetier(f"Ce qui venait de {autre.libelle} a changé depuis : la fusion ne s’annule plus.")
    _follow(garde, autre)


journal.REVERSALS["fusion"] = _undo
journal.REVERSALS["absorption"] = lambda fiche, entry: None
