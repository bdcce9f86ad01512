"""The rows of a list as a board: what each column holds, adds up to, and its first cards."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select, union_all

from crm.listes import recherche
from crm.listes.declaration import Tableau
from crm.listes.requete import Requete
from tenants import db

CARDS = 30


@dataclass(frozen=True)
class Pile:
    """One column. `lignes`: its latest cards only; `nombre` and the sums are of all it holds."""

    etat: Any
    nombre: int = 0
    somme: Any = None
    lignes: tuple = ()
    brut: Any = None
    pondere: Any = None

    @property
    def reste(self) -> int:
        return self.nombre - len(self.lignes)


def measure(requete: Requete) -> list[Pile]:
    """The columns of the board with their numbers and sums, without their cards."""
    tableau = requete.liste.tableau
    sums = _sums(tableau)
    query = recherche.join(select(tableau.colonne, func.count(), *sums.values()), requete.liste)
    found = {
        row[0]: {"nombre": row[1], **dict(zip(sums, row[2:], strict=True))}
        for row in db.session.execute(query.where(*_where(requete)).group_by(tableau.colonne))
    }
    return [Pile(etat, **found.get(etat.id, {})) for etat in tableau.colonnes()]


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
    return [replace(pile, lignes=tuple(rows.get(pile.etat.id, ()))) for pile in piles]


def _sums(tableau: Tableau) -> dict[str, Any]:
    """What a column adds up; `brut` and `pondere` are of the rows counted above the board."""
    sums = {} if tableau.somme is None else {"somme": func.sum(tableau.somme)}
    if tableau.pondere is not None:
        counted = {"brut": tableau.somme, "pondere": tableau.pondere}
        sums |= {name: func.sum(value).filter(tableau.comptee) for name, value in counted.items()}
    return sums


def _where(requete: Requete) -> list:
    mots = requete.mots()
    return requete.conditions() + (recherche.matches(requete.liste, mots) if mots else [])
