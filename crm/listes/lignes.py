"""Reading rows by keyset: first their numbers, in order, then the records themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, literal, select, true, tuple_

from crm.listes.curseurs import Curseur
from crm.listes.recherche import join
from crm.listes.requete import Requete
from tenants import db


@dataclass(frozen=True)
class Source:
    """Where rows are read: `base` selects their number `id` and their sort value `tri`; `mesure` counts them all.

    `numero`: the number of the row beside `tri`, when another table keeps both: one index holds them. `nom`: what
    sorts the rows of one group, `tri` being the group.
    """

    base: Select
    id: ColumnElement
    tri: ColumnElement
    mesure: Subquery | None = None
    numero: ColumnElement | None = None
    nom: ColumnElement | None = None


def whole(requete: Requete, where: Sequence[ColumnElement], total: int | None = None) -> Source:
    """The list itself; its `total`, when it is known, spares a look for more."""
    number, tri, nom = requete.liste.modele.id, requete.colonne_tri.tri, requete.nom_tri
    named = () if nom is None else (nom.label("nom_"),)
    base = join(select(number, tri.label("tri_"), *named), requete.liste).where(*where)
    mesure = None if total is None else select(literal(total).label("n_")).subquery()
    return Source(base, number, tri, mesure, requete.colonne_tri.numero, nom)


def cursor(row: Any, rang: int) -> Curseur:
    """The place of a row of `walk`."""
    return Curseur(row.tri_, row[0].id, rang, getattr(row, "nom_", None))


def walk(requete: Requete, source: Source, start: Curseur | None, limit: int, backward: bool = False) -> list:
    """At most `limit` rows from a cursor, in the order of the list or backward. Empty sort values come last.

    Each row: the record, its `tri_`, and what `source.mesure` says.
    """
    segments = [False, True] if requete.colonne_tri.can_be_empty else [False]
    if backward:
        segments.reverse()
    if start is not None:
        segments = segments[segments.index(start.valeur is None) :]
    rows: list = []
    for empty in segments:
        page = _segment(requete, source, start, empty, backward).limit(limit - len(rows)).subquery()
        rows += db.session.execute(_records(requete, source, page, _is_descending(requete, backward))).all()
        if len(rows) >= limit or (start is None and source.mesure is not None and rows and rows[0].n_ == len(rows)):
            break
    return rows


def _is_descending(requete: Requete, backward: bool) -> bool:
    return requete.is_decroissant != backward


def _segment(requete: Requete, source: Source, start: Curseur | None, empty: bool, backward: bool) -> Select:
    """The numbers and sort values of the rows whose sort value is empty, or is not."""
    last = source.id if empty or source.numero is None else source.numero
    keys = [key for key in (None if empty else source.tri, source.nom, last) if key is not None]
    descending = _is_descending(requete, backward)
    query = source.base
    if requete.colonne_tri.can_be_empty:
        query = query.where(source.tri.is_(None) if empty else source.tri.is_not(None))
    if start is not None and empty == (start.valeur is None):
        bounds: list[Any] = [literal(start.id, source.id.type)]
        if source.nom is not None:
            bounds.insert(0, literal(start.nom or "", source.nom.type))
        if not empty:
            bounds.insert(0, literal(start.valeur, source.tri.type))
        mine, theirs = tuple_(*keys), tuple_(*bounds)
        query = query.where(mine < theirs if descending else mine > theirs)
    return query.order_by(*(key.desc() if descending else key.asc() for key in keys))


def _records(requete: Requete, source: Source, page: Subquery, descending: bool) -> Select:
    modele = requete.liste.modele
    named = () if source.nom is None else (page.c.nom_,)
    query = select(modele, page.c.tri_, *named).join(page, page.c.id == modele.id).options(*requete.liste.options)
    if source.mesure is not None:
        query = query.add_columns(*source.mesure.c).join(source.mesure, true())
    keys = (page.c.tri_, *named, page.c.id)
    return query.order_by(*(key.desc() if descending else key.asc() for key in keys))
