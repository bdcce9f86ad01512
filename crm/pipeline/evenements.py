"""The events of what « Suivi pipeline » finds: exchanges, and what was planned, the latest first (D-152)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, DateTime, Integer, Select, func, literal, select, tuple_, union_all

from crm.actions import Action
from crm.equipe import Membre
from crm.listes.filtres import Contexte
from crm.opportunites import Opportunite
from crm.pipeline.interlocuteur import MODELES
from crm.pipeline.liens import chosen
from crm.sujets import Note
from tenants import db
from tenants.ids import read_id

PARIS = "Europe/Paris"
ACTION, NOTE = 0, 1


@dataclass(frozen=True)
class Evenement:
    """An exchange or an action, its moment, and what it is about: name, module, number."""

    quand: datetime
    rang: int
    fiche: Note | Action
    sujet: tuple[str, str, int] | None

    @property
    def is_action(self) -> bool:
        return self.rang == ACTION

    @property
    def curseur(self) -> str:
        return f"{self.quand.isoformat()}_{self.rang}_{self.fiche.id}"


def events_of(jeton: str, membre: Membre, contexte: Contexte, apres: str = "", limit: int = 50) -> list[Evenement]:
    """Those of the records chosen and of their opportunities, of the modules this member may read."""
    parts = [_part(Note, Note.cree_le, NOTE, jeton, membre, contexte)]
    if membre.can("actions"):
        # made of the hour planned, else of the beginning of the day, as people in Paris read it
        planned = func.timezone(PARIS, Action.prevue_le + func.coalesce(Action.heure, func.make_time(0, 0, 0)))
        parts.append(_part(Action, planned, ACTION, jeton, membre, contexte))
    found = union_all(*parts).subquery()
    query = select(found)
    if (cursor := _cursor(apres)) is not None:
        query = query.where(tuple_(found.c.quand, found.c.rang, found.c.id) < tuple_(*cursor))
    keys = found.c.quand.desc(), found.c.rang.desc(), found.c.id.desc()
    return _load(db.session.execute(query.order_by(*keys).limit(limit)).all())


def _part(modele, quand: ColumnElement, rang: int, jeton: str, membre: Membre, contexte: Contexte) -> Select:
    columns = quand.label("quand"), literal(rang, Integer).label("rang"), modele.id.label("id")
    about = _subjects(jeton, membre, contexte)
    return select(*columns).where(modele.supprime_le.is_(None), tuple_(modele.sujet_type, modele.sujet_id).in_(about))


def _subjects(jeton: str, membre: Membre, contexte: Contexte) -> Select:
    numbers = {genre: chosen(jeton, contexte, genre) for genre in MODELES}
    parts = [select(literal(genre), query.subquery().c.numero) for genre, query in numbers.items()]
    if membre.can("opportunites"):
        linked = Opportunite.piste_id.in_(numbers["pistes"]) | Opportunite.tiers_id.in_(numbers["tiers"])
        parts.append(select(literal("opportunites"), Opportunite.id).where(linked, Opportunite.supprime_le.is_(None)))
    return union_all(*parts)


def _cursor(apres: str) -> tuple | None:
    try:
        quand, rang, number = apres.split("_")
        if rang not in ("0", "1") or (id := read_id(number)) is None:
            return None
        return literal(datetime.fromisoformat(quand), DateTime(timezone=True)), literal(int(rang)), literal(id)
    except ValueError:
        return None


def _load(rows: list) -> list[Evenement]:
    fiches = {}
    for rang, modele in ((NOTE, Note), (ACTION, Action)):
        numbers = [row.id for row in rows if row.rang == rang]
        query = select(modele).where(modele.id.in_(numbers)) if numbers else None
        fiches |= {(rang, one.id): one for one in db.session.scalars(query)} if numbers else {}
    names = _names({(one.sujet_type, one.sujet_id) for one in fiches.values()})
    return [
        Evenement(row.quand, row.rang, fiche, names.get((fiche.sujet_type, fiche.sujet_id)))
        for row in rows
        if (fiche := fiches.get((row.rang, row.id)))
    ]


def _names(sujets: set[tuple[str, int]]) -> dict[tuple[str, int], tuple[str, str, int]]:
    found = {}
    for table, modele in (MODELES | {"opportunites": Opportunite}).items():
        numbers = [number for kind, number in sujets if kind == table]
        if numbers:
            for one in db.session.scalars(select(modele).where(modele.id.in_(numbers))):
                found[table, one.id] = one.libelle, modele.module, one.id
    return found
