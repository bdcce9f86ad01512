"""« Listes de sélections »: rows kept under a name, whatever becomes of the filter that found them (B-022)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, any_, delete, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID, insert
from sqlalchemy.orm import Mapped, mapped_column

from crm import journal
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.formats import pluriel
from crm.listes import lots
from crm.listes.declaration import Liste
from crm.listes.filtres import Contexte
from crm.listes.gardes import Gardee
from crm.listes.registre import find
from crm.listes.requete import Requete, reach
from tenants import Base, Travail, db
from tenants.jobs import progress

AT_ONCE = 5000
"""Rows put aside in a request; a worker does more."""
BATCH = 5000


class Selection(Gardee):
    """`lot` is the last gesture that changed its rows, `geste` what it did: « mises », « sorties », « neuve »."""

    __tablename__ = "selections"
    __table_args__ = (Index("ix_selections_liste", "liste", "position", "id"),)
    mot, un = "sélection", "une"

    lot: Mapped[uuid.UUID | None] = mapped_column(UUID)
    geste: Mapped[dict | None] = mapped_column(JSONB, deferred=True)

    def put(self, ids: Sequence[int]) -> list[int]:
        """Keep these rows, in one statement whatever their number. Returns those that were not there yet."""
        modele = find(self.liste).modele
        chosen = select(literal(self.id), literal(modele.__tablename__), modele.id).where(modele.id == _any(ids))
        kept = insert(Selectionnee).from_select(["selection_id", "sujet_type", "sujet_id"], chosen)
        return list(db.session.scalars(kept.on_conflict_do_nothing().returning(Selectionnee.sujet_id)))

    def take_out(self, ids: Sequence[int]) -> list[int]:
        """Returns those of these rows that were there."""
        mine = Selectionnee.selection_id == self.id, Selectionnee.sujet_type == find(self.liste).table
        gone = delete(Selectionnee).where(*mine, Selectionnee.sujet_id == _any(ids)).returning(Selectionnee.sujet_id)
        return list(db.session.scalars(gone, execution_options={"synchronize_session": False}))

    def revert(self) -> int:
        """Put its rows back as they were before the last gesture. Returns how many."""
        changed = len(self.take_out(self.geste["mises"])) + len(self.put(self.geste["sorties"]))
        if self.geste["neuve"]:
            db.session.delete(self)
        self.lot = self.geste = None
        return changed

    @property
    def ancre(self) -> str:
        """The query string of the list that shows these rows."""
        return f"selection={self.id}"


class Selectionnee(Base):
    """A record kept in a selection."""

    __tablename__ = "selectionnees"
    __table_args__ = (
        Index("uq_selectionnees", "selection_id", "sujet_type", "sujet_id", unique=True),
        Index("ix_selectionnees_sujet", "sujet_type", "sujet_id"),
    )
    selection_id: Mapped[int] = mapped_column(ForeignKey("selections.id", ondelete="CASCADE"))
    sujet_type: Mapped[str]
    sujet_id: Mapped[int]
    mise_le: Mapped[datetime] = mapped_column(server_default=func.now())


@dataclass
class Rangement:
    """Rows put in some selections, and taken out of others, by one gesture: at once, or by a worker."""

    liste: Liste
    mettre: list[Selection]
    retirer: list[Selection]
    neuve: Selection | None = None

    @classmethod
    def ask(
        cls, liste: Liste, membre: Membre, *, mettre: set[int], retirer: set[int], nom: str, partagee: bool
    ) -> Self:
        """Raises RegleMetier when nothing is asked, or when the name of a new selection cannot be."""
        mine = changeable_by(liste, membre)
        receiving, giving = ([one for one in mine if one.id in ids] for ids in (mettre, retirer - mettre))
        asked = cls(liste, receiving, giving)
        if nom.strip():
            asked.neuve = Selection.keep(liste, nom, membre, partagee=partagee)
            asked.mettre.append(asked.neuve)
        if not asked.mettre + asked.retirer:
            raise RegleMetier("Choisissez une sélection, ou donnez un nom à une nouvelle.", "nom")
        return asked

    def run(self, ids: Sequence[int]) -> str:
        """Returns what was done, in a sentence; the lot of the journal undoes it."""
        put, out = {one: [] for one in self.mettre}, {one: [] for one in self.retirer}
        for start in range(0, len(ids), BATCH):
            for one in put:
                put[one] += one.put(ids[start : start + BATCH])
            for one in out:
                out[one] += one.take_out(ids[start : start + BATCH])
            progress(start + BATCH)
        for one in put | out:
            one.lot = journal.current_lot()
            one.geste = {"mises": put.get(one, []), "sorties": out.get(one, []), "neuve": one is self.neuve}
        said = [self._say(one, rows, "plus") for one, rows in put.items()]
        return " ".join(said + [self._say(one, rows, "moins") for one, rows in out.items()])

    def _say(self, selection: Selection, rows: list[int], change: str) -> str:
        return f"{pluriel(len(rows), self.liste.mot, self.liste.pluriel)} de {change} dans « {selection.nom} »."

    def run_later(self, requete: Requete, ids: list[int] | None, par: Membre, total: int) -> Travail:
        kept = {"mettre": lots.join_ids(one.id for one in self.mettre)}
        kept |= {"retirer": lots.join_ids(one.id for one in self.retirer)}
        kept |= {"neuve": self.neuve.id if self.neuve else None}
        return lots.send(Rangement.run_now, "Rangement", requete, ids, par, total, **kept)

    @classmethod
    def run_now(
        cls, liste: str, requete: str, ids: str, mettre: str, retirer: str, neuve: int | None, jour: str
    ) -> dict:
        asked, par = lots.rehydrate(liste, requete, jour)
        journal.sign(par.id, par.libelle)
        lot = journal.begin_lot()
        mine = {one.id: one for one in changeable_by(asked.liste, par)}
        receiving, giving = ([mine[id] for id in lots.split_ids(given) if id in mine] for given in (mettre, retirer))
        work = cls(asked.liste, receiving, giving, mine.get(neuve))
        return {"phrase": work.run(lots.snapshot(asked, lots.split_ids(ids) or None)), "lot": str(lot)}


def _any(ids: Sequence[int]) -> ColumnElement:
    """However many: one parameter."""
    return any_(literal(list(ids), ARRAY(BigInteger)))


def _undo(lot: uuid.UUID) -> int:
    """Raises RegleMetier on somebody else's."""
    changed = list(db.session.scalars(select(Selection).where(Selection.lot == lot)))
    if any(one.membre_id not in (None, db.session.info.get("membre_id")) for one in changed):
        raise RegleMetier("Cette sélection n’est pas à vous.")
    return sum(one.revert() for one in changed)


def _modules(lot: uuid.UUID) -> set[str]:
    return {find(cle).module for cle in db.session.scalars(select(Selection.liste).where(Selection.lot == lot))}


journal.AUTRES.append((_modules, _undo))


def changeable_by(liste: Liste, membre: Membre) -> list[Selection]:
    return [one for one in Selection.of(liste, membre) if one.can_be_changed_by(membre, liste.module)]


def counted(selections: list[Selection]) -> dict[int, int]:
    """How many rows each of these shows: those in the trash are not counted."""
    found: dict[int, int] = {}
    for cle in {one.liste for one in selections}:
        liste, ids = find(cle), [one.id for one in selections if one.liste == cle]
        mine = Selectionnee.selection_id.in_(ids), Selectionnee.sujet_type == liste.table
        alive = reach(liste, None, Contexte())
        query = select(Selectionnee.selection_id, func.count()).join(
            liste.modele, liste.modele.id == Selectionnee.sujet_id
        )
        found |= dict(db.session.execute(query.where(*mine, *alive).group_by(Selectionnee.selection_id)).all())
    return found
