"""The rows of a list as a board: what each column holds, adds up to, and its first cards."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select, union_all

from crm.listes import recherche
from crm.listes.requete import Requete
from tenants import db

CARDS = 30


@dataclass(frozen=True)
class Pile:
    """One column. `lignes`: its latest cards only; `nombre` and `somme` are of all it holds."""

    etat: Any
    nombre: int = 0
    somme: Any = None
    lignes: tuple = ()

    @property
    def reste(self) -> int:
        return self.nombre - len(self.lignes)


def measure(requete: Requete) -> list[Pile]:
    """The columns of the board with their numbers and sums, without their cards."""
    tableau = requete.liste.tableau
    somme = literal(None) if tableau.somme is None else func.sum(tableau.somme)
    query = recherche.join(select(tableau.colonne, func.count(), somme), requete.liste).where(*_where(requete))
    found = {key: (nombre, total) for key, nombre, total in db.session.execute(query.group_by(tableau.colonne))}
    return [Pile(etat, *found.get(etat.id, (0, None))) for etat in tableau.colonnes()]


def board(requete: Requete) -> list[Pile]:
    """The same with the latest cards of each column, read at once."""
    piles, rows = measure(requete), {}
    liste, tableau, where = requete.liste, requete.liste.tableau, _where(requete)
    heads = [
        recherche.join(select(liste.modele.id), liste)
        .where(*where, tableau.colonne == pile.etat.id)
        .order_by(tableau.tri.desc(), liste.modele.id.desc())
        .limit(CARDS)
        .subquery()
        for pile in piles
        if pile.nombre
    ]
    if heads:
        ids = union_all(*(select(head.c.id) for head in heads))
        query = select(liste.modele).where(liste.modele.id.in_(ids)).options(*liste.options)
        for ligne in db.session.scalars(query.order_by(tableau.tri.desc(), liste.modele.id.desc())).unique():
            rows.setdefault(getattr(ligne, tableau.colonne.key), []).append(ligne)
    return [Pile(p.etat, p.nombre, p.somme, tuple(rows.get(p.etat.id, ()))) for p in piles]


def _where(requete: Requete) -> list:
    mots = requete.mots()
    return requete.conditions() + (recherche.matches(requete.liste, mots) if mots else [])
