"""Reading a list: one page by keyset with its total and sums, or a selection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from crm.listes import comptes, curseurs, recherche
from crm.listes.colonnes import Colonne
from crm.listes.comptes import Mesure
from crm.listes.lignes import Source, cursor, walk, whole
from crm.listes.requete import Requete, reach


@dataclass(frozen=True)
class Tranche:
    """The rows of one page, the place of the first, and the cursors of what comes before and after."""

    rows: list = field(default_factory=list)
    debut: int = 0
    precedent: str | None = None
    suivant: str | None = None


@dataclass(frozen=True)
class Page:
    """What one page shows. `approchee`: nothing matched the words typed, these rows resemble them."""

    requete: Requete
    mesure: Mesure
    tranche: Tranche = Tranche()
    approchee: bool = False
    charges: Mapping[str, Mapping[int, Any]] = field(default_factory=dict)

    @property
    def lignes(self) -> list:
        return [row[0] for row in self.tranche.rows]

    @property
    def debut(self) -> int:
        return self.tranche.debut

    @property
    def fin(self) -> int:
        return self.debut + len(self.tranche.rows) - 1

    @property
    def colonnes(self) -> list[Colonne]:
        return self.requete.colonnes_choisies

    def valeur(self, colonne: Colonne, ligne: Any) -> Any:
        return self.charges[colonne.cle].get(ligne.id) if colonne.charge else colonne.lit(ligne)


def page(requete: Requete, enregistrees: Iterable | None = None) -> Page:
    """One page; with `enregistrees`, the saved views, how many rows each view holds is in its `mesure`."""
    mots, conditions = requete.mots(), requete.conditions()
    if mots is None:
        mesure = comptes.measure(requete, conditions, enregistrees)
        source = whole(requete, conditions, None if mesure.plafond else mesure.total)
        return _charged(Page(requete, mesure, _read(requete, source) if mesure.total else Tranche()))
    vues = {} if enregistrees is None else comptes.count_views(requete, enregistrees)
    found, approchee = Tranche(), False
    for near, numbers in recherche.attempts(requete.liste, mots, conditions, *_asked(requete)):
        found, approchee = _read(requete, _found(requete, numbers)), near
        if found.rows:
            break
    asked = 2 if requete.nom_tri is None else 3
    total, *sums = found.rows[0][asked:] if found.rows else (0, *(None for _ in comptes.summed(requete)))
    return _charged(Page(requete, Mesure.bounded(requete, total, recherche.BOUND, sums, vues), found, approchee))


def selection(requete: Requete, ids: Iterable[int] | None = None) -> list[ColumnElement]:
    """The WHERE of a bulk action or an export: the rows chosen among those the list shows, or all of them."""
    number = requete.liste.modele.id
    if ids is not None:
        vue = requete.vue_predefinie if requete.is_corbeille else None
        return [number.in_(list(ids)), *reach(requete.liste, vue, requete.contexte)]
    if (mots := requete.mots()) is None:
        return requete.conditions()
    found = recherche.find(requete.liste, mots, requete.conditions())
    return [number == any_(literal(found, ARRAY(BigInteger)))]


def _asked(requete: Requete) -> list[ColumnElement]:
    """What a page needs to know of all that a search finds: the sort values, and what to add up."""
    summed = (c.somme.label(f"somme_{c.cle}") for c in comptes.summed(requete))
    named = () if requete.nom_tri is None else (requete.nom_tri.label("nom_"),)
    return [requete.colonne_tri.tri.label("tri_"), *named, *summed]


def _found(requete: Requete, rows: Select) -> Source:
    held = rows.cte("trouves")
    sums = (func.sum(held.c[f"somme_{c.cle}"]) for c in comptes.summed(requete))
    mesure = select(func.count().label("n_"), *sums).select_from(held).subquery()
    nom = None if requete.nom_tri is None else held.c.nom_
    shown = [held.c.id, held.c.tri_] if nom is None else [held.c.id, held.c.tri_, nom]
    return Source(select(*shown), held.c.id, held.c.tri_, mesure, nom=nom)


def _charged(page: Page) -> Page:
    ids = [ligne.id for ligne in page.lignes]
    charges = {c.cle: c.charge(ids) for c in page.requete.colonnes_dessinees if c.charge and ids}
    return replace(page, charges=charges)


def _read(requete: Requete, source: Source) -> Tranche:
    apres, avant = (_cursor(requete, token) for token in (requete.apres, requete.avant))
    if avant:
        rows = walk(requete, source, avant, requete.par + 1, backward=True)
        if len(rows) > requete.par:
            return _cut(requete, rows[:-1][::-1], max(1, avant.rang - requete.par), True, True)
    rows = walk(requete, source, apres, requete.par + 1)
    if apres and not rows:  # what followed is gone: the first page, rather than an empty one
        apres, rows = None, walk(requete, source, None, requete.par + 1)
    more = len(rows) > requete.par
    return _cut(requete, rows[: requete.par], apres.rang + 1 if apres else 1, bool(apres), more)


def _cursor(requete: Requete, token: str) -> curseurs.Curseur | None:
    cursor = curseurs.read(token, requete.ordre, requete.colonne_tri.tri) if token else None
    return cursor if cursor and (cursor.valeur is not None or requete.colonne_tri.can_be_empty) else None


def _cut(requete: Requete, rows: list, debut: int, before: bool, after: bool) -> Tranche:
    def token(row, rang: int) -> str:
        return cursor(row, rang).to_token(requete.ordre)

    if not rows:
        return Tranche()
    precedent = token(rows[0], debut) if before else None
    return Tranche(rows, debut, precedent, token(rows[-1], debut + len(rows) - 1) if after else None)
