"""Reading a list: one page by keyset, its total and sums, the counts of its views, a selection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, any_, func, literal, select, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from crm.listes import curseurs, recherche
from crm.listes.declaration import Colonne
from crm.listes.requete import Requete, vue_condition
from tenants import db

COUNTED = 10_000
VIEW_COUNTED = 1_000


@dataclass(frozen=True)
class Page:
    """`plafond`: the total is at least that, nobody counted further, and sums are not given."""

    requete: Requete
    lignes: list
    total: int
    debut: int
    plafond: int | None = None
    sommes: Mapping[str, Decimal] = field(default_factory=dict)
    precedent: str | None = None
    suivant: str | None = None
    approchee: bool = False
    charges: Mapping[str, Mapping[int, Any]] = field(default_factory=dict)

    @property
    def fin(self) -> int:
        return self.debut + len(self.lignes) - 1

    @property
    def colonnes(self) -> list[Colonne]:
        return self.requete.colonnes_choisies

    def valeur(self, colonne: Colonne, ligne: Any) -> Any:
        return self.charges[colonne.cle].get(ligne.id) if colonne.charge else colonne.lit(ligne)


def page(requete: Requete) -> Page:
    where, approchee, total, sommes, plafond = _measure(requete)
    lignes, debut, precedent, suivant = _read_page(requete, where) if total else ([], 0, None, None)
    ids = [ligne.id for ligne in lignes]
    charges = {c.cle: c.charge(ids) for c in requete.colonnes_choisies if c.charge and ids}
    return Page(requete, lignes, total, debut, plafond, sommes, precedent, suivant, approchee, charges)


def selection(requete: Requete, ids: Iterable[int] | None = None) -> list[ColumnElement]:
    """The WHERE of a bulk action or an export: the rows chosen among those the list shows, or all of them."""
    if ids is not None:
        vue = requete.vue_predefinie if requete.is_corbeille else None
        trash = vue_condition(requete.liste, vue, requete.contexte)[:1]
        return [requete.liste.modele.id.in_(list(ids)), *trash]
    return _measure(requete)[0]


def _measure(requete: Requete) -> tuple[list[ColumnElement], bool, int, dict, int | None]:
    """The rows wanted, whether they only resemble what was typed, how many there are, their sums."""
    mots, conditions = requete.mots(), requete.conditions()
    if mots is None:
        return conditions, False, *_count(requete, conditions, COUNTED)
    ids, approchee = recherche.find(requete.liste, mots, conditions)
    where = [requete.liste.modele.id == any_(literal(ids, ARRAY(BigInteger)))]
    if any(c.somme is not None for c in requete.liste.colonnes):
        return where, approchee, *_count(requete, where, recherche.BOUND)
    plafond = recherche.BOUND if len(ids) > recherche.BOUND else None
    return where, approchee, plafond or len(ids), {}, plafond


def _count(requete: Requete, where: list[ColumnElement], limit: int) -> tuple[int, dict, int | None]:
    """How many rows, and their sums: added up only when there are few enough to be all counted."""
    summed = [c for c in requete.liste.colonnes if c.somme is not None]
    rows = _joined(select(literal(1)).select_from(requete.liste.modele), requete).where(*where)
    total = select(func.count().label("n")).select_from(rows.limit(limit + 1).subquery()).subquery()
    query = select(total.c.n)
    if summed:
        sums = rows.with_only_columns(*(func.sum(c.somme).label(c.cle) for c in summed))
        sums = sums.where(total.c.n <= limit).lateral()
        query = query.add_columns(*sums.c).join(sums, true())
    row = db.session.execute(query).one()
    if row[0] > limit:
        return limit, {}, limit
    return row[0], {c.cle: row[i] for i, c in enumerate(summed, 1) if row[i] is not None}, None


def _joined(query: Select, requete: Requete) -> Select:
    for jointure in requete.liste.jointures:
        query = query.outerjoin(jointure)
    return query


def _read_page(requete: Requete, where: list[ColumnElement]) -> tuple[list, int, str | None, str | None]:
    apres, avant = (_cursor(requete, token) for token in (requete.apres, requete.avant))
    if avant:
        rows = walk(requete, where, avant, requete.par + 1, backward=True)
        if len(rows) > requete.par:
            return _cut(requete, rows[:-1][::-1], max(1, avant.rang - requete.par), True, True)
    rows = walk(requete, where, apres, requete.par + 1)
    more = len(rows) > requete.par
    return _cut(requete, rows[: requete.par], apres.rang + 1 if apres else 1, bool(apres), more)


def _cursor(requete: Requete, token: str) -> curseurs.Curseur | None:
    cursor = curseurs.read(token, requete.tri, _expression(requete)) if token else None
    return cursor if cursor and (cursor.valeur is not None or requete.colonne_tri.can_be_empty) else None


def _cut(requete: Requete, rows: list, debut: int, before: bool, after: bool):
    def token(row, rang: int) -> str:
        return curseurs.Curseur(row.tri_, row[0].id, rang).to_token(requete.tri)

    precedent = token(rows[0], debut) if rows and before else None
    suivant = token(rows[-1], debut + len(rows) - 1) if rows and after else None
    return [row[0] for row in rows], debut if rows else 0, precedent, suivant


def walk(requete: Requete, where: list[ColumnElement], start: curseurs.Curseur | None, limit: int, backward=False):
    """At most `limit` rows from a cursor, in the order of the list or backward. Empty sort values come last."""
    segments = [False, True] if requete.colonne_tri.can_be_empty else [False]
    if backward:
        segments.reverse()
    if start is not None:
        here = segments.index(start.valeur is None)
        segments = segments[here:]
    rows: list = []
    for empty in segments:
        query = _segment(requete, where, start, empty, backward).limit(limit - len(rows))
        rows += db.session.execute(query).all()
        if len(rows) >= limit:
            break
    return rows


def _segment(requete: Requete, where: list, start: curseurs.Curseur | None, empty: bool, backward: bool) -> Select:
    expression, number = _expression(requete), requete.liste.modele.id
    keys = [number] if empty else [expression, number]
    descending = requete.is_decroissant != backward
    query = select(requete.liste.modele, expression.label("tri_")).options(*requete.liste.options)
    query = _joined(query, requete).where(*where)
    if requete.colonne_tri.can_be_empty:
        query = query.where(expression.is_(None) if empty else expression.is_not(None))
    if start is not None and empty == (start.valeur is None):
        mine = tuple_(*keys)
        bounds = [literal(start.id, number.type)]
        if not empty:
            bounds.insert(0, literal(start.valeur, expression.type))
        query = query.where(mine < tuple_(*bounds) if descending else mine > tuple_(*bounds))
    return query.order_by(*(key.desc() if descending else key.asc() for key in keys))


def _expression(requete: Requete) -> Any:
    return requete.colonne_tri.tri


def count_views(requete: Requete, enregistrees: Iterable = ()) -> dict[str, int]:
    """How many rows each view holds, all in one statement, counted up to 1 001."""
    liste, contexte = requete.liste, requete.contexte
    wanted: dict[str, list] = {
        vue.cle: [one for one in vue_condition(liste, vue, contexte) if one is not None]
        for vue in liste.vues
        if vue.compte
    }
    for vue in enregistrees:
        inner = Requete.lire(vue.requete, liste, contexte=contexte)
        mots, conditions = inner.mots(), inner.conditions()
        wanted[vue.cle] = conditions + (recherche.matches(liste, mots) if mots else [])
    if not wanted:
        return {}
    counts = [select(func.count()).select_from(_capped(requete, where)).scalar_subquery() for where in wanted.values()]
    return dict(zip(wanted, db.session.execute(select(*counts)).one(), strict=True))


def _capped(requete: Requete, where: list[ColumnElement]) -> Subquery:
    query = select(literal(1)).select_from(requete.liste.modele)
    return _joined(query, requete).where(*where).limit(VIEW_COUNTED + 1).subquery()
