"""How many rows a list and its views hold, and what its columns add up to: one statement, bounded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, literal, select, true

from crm.listes import recherche
from crm.listes.colonnes import Colonne
from crm.listes.declaration import Liste, Vue
from crm.listes.filtres import Contexte
from crm.listes.registre import find
from crm.listes.requete import Requete, vue_condition
from tenants import db

COUNTED = 10_000
VIEW_COUNTED = 1_000


@dataclass(frozen=True)
class Mesure:
    """`plafond`: the total is at least that, nobody counted further, and sums are not given."""

    total: int
    plafond: int | None = None
    sommes: Mapping[str, Decimal] = field(default_factory=dict)
    vues: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def bounded(cls, requete: Requete, total: int, limit: int, sums: Iterable, vues: Mapping | None = None) -> "Mesure":
        if total > limit:
            return cls(limit, limit, vues=vues or {})
        named = zip(summed(requete), sums, strict=True)
        return cls(total, None, {colonne.cle: value for colonne, value in named if value is not None}, vues or {})


def summed(requete: Requete) -> list[Colonne]:
    return [colonne for colonne in requete.liste.colonnes if colonne.somme is not None]


def measure(requete: Requete, where: list[ColumnElement], enregistrees: Iterable | None = None) -> Mesure:
    """The list as asked, added up only when it is short enough to be all counted; its views when they are given."""
    columns = summed(requete)
    vues = {} if enregistrees is None else _views(requete, enregistrees)
    query = _narrowed(requete, where) if columns and requete.valeurs else _counted(requete, where)
    n, *values = db.session.execute(query.add_columns(*vues.values())).one()
    counted = dict(zip(vues, values[len(columns) :], strict=True))
    return Mesure.bounded(requete, n, COUNTED, values[: len(columns)], counted)


def _narrowed(requete: Requete, where: list[ColumnElement]) -> Select:
    """Rows that filters are read for anyway are counted and added up in one reading."""
    columns = summed(requete)
    rows = recherche.join(select(*(c.somme.label(c.cle) for c in columns)), requete.liste)
    rows = rows.where(*where).limit(COUNTED + 1).subquery()
    return select(func.count().label("n"), *(func.sum(rows.c[c.cle]) for c in columns)).select_from(rows)


def _counted(requete: Requete, where: list[ColumnElement]) -> Select:
    """Counting alone may stop early, or never leave an index; only a short list is then added up."""
    total = select(func.count().label("n")).select_from(_asked(requete, where).limit(COUNTED + 1).subquery()).subquery()
    columns, query = summed(requete), select(total.c.n)
    if not columns:
        return query
    sums = recherche.join(select(*(func.sum(c.somme).label(c.cle) for c in columns)), requete.liste)
    sums = sums.where(*where, total.c.n <= COUNTED).lateral()
    return query.add_columns(*sums.c).join(sums, true())


def count_views(requete: Requete, enregistrees: Iterable = ()) -> dict[str, int]:
    """How many rows each view holds, counted up to 1 001."""
    vues = _views(requete, enregistrees)
    return dict(zip(vues, db.session.execute(select(*vues.values())).one(), strict=True)) if vues else {}


def _asked(requete: Requete, where: list[ColumnElement]) -> Select:
    vue = requete.vue_predefinie
    if vue and vue.seule and not requete.valeurs:
        return _alone(vue, requete.contexte)
    return _rows(requete.liste, where)


def _rows(liste: Liste, where: list[ColumnElement]) -> Select:
    return recherche.join(select(literal(1)), liste).where(*where)


def _alone(vue: Vue, contexte: Contexte) -> Select:
    return select(literal(1)).select_from(vue.seule).where(vue.condition(contexte))


def _views(requete: Requete, enregistrees: Iterable) -> dict[str, ScalarSelect]:
    liste, wanted = requete.liste, dict(_predefined(requete.liste.cle, requete.contexte))
    for vue in enregistrees:
        inner = Requete.lire(vue.requete, liste, contexte=requete.contexte)
        mots, conditions = inner.mots(), inner.conditions()
        wanted[vue.cle] = _capped(_rows(liste, conditions + (recherche.matches(liste, mots) if mots else [])))
    return wanted


@lru_cache(1000)
def _predefined(cle: str, contexte: Contexte) -> dict[str, ScalarSelect]:
    """What counts the predefined views, written once a day for each member."""
    liste, wanted = find(cle), {}
    for vue in liste.vues:
        if vue.compte:
            where = [one for one in vue_condition(liste, vue, contexte) if one is not None]
            wanted[vue.cle] = _capped(_alone(vue, contexte) if vue.seule else _rows(liste, where))
    return wanted


def _capped(rows: Select) -> ScalarSelect:
    return select(func.count()).select_from(rows.limit(VIEW_COUNTED + 1).subquery()).scalar_subquery()
