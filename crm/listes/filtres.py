"""Filters: each turns what the URL says into a condition, and drops what it does not understand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Numeric,
    Select,
    Text,
    and_,
    cast,
    func,
    or_,
)

from crm.clock import PARIS
from crm.listes.lecture import read_amount, read_day
from tenants.ids import read_id

Brut = Mapping[str, list[str]]
HIGHEST = "z" * 9  # a sort key holds a to z, 0 to 9 and spaces


@dataclass(frozen=True)
class Contexte:
    """Who looks, and on which day: « mes clients », « en retard » depend on them."""

    membre_id: int | None = None
    aujourdhui: date | None = None


@dataclass(frozen=True)
class Filtre:
    """`cle` is its name in the URL. Hidden filters have no chip: links from other screens use them.

    `apart`: shown with the others of its kind, which a click unfolds.
    """

    cle: str
    titre: str
    icone: str | None = None
    genre = "choix"
    derniers = ()
    apart: bool = False

    @property
    def parametres(self) -> tuple[str, ...]:
        return (self.cle,)

    def lire(self, brut: Brut) -> dict[str, tuple[str, ...]]:
        """The values it understands, as they stay in the URL."""
        kept = {nom: tuple(v for v in brut.get(nom, []) if self.accepte(v))[:50] for nom in self.parametres}
        return {nom: values for nom, values in kept.items() if values}

    def accepte(self, valeur: str) -> bool:
        return True

    def condition(self, valeurs: Mapping[str, tuple[str, ...]], contexte: Contexte) -> ColumnElement | None:
        raise NotImplementedError

    def options(self) -> list[tuple]:
        """(value, text, tone or None) of each choice that is always there; `derniers` come after the others."""
        return []

    def source(self) -> Select | None:
        """The choices that the database holds: number, text, tone, and what they are sorted by."""
        return None


@dataclass(frozen=True)
class FiltreChoix(Filtre):
    """One value or several of a column. `choix`: a mapping, or a function, value → text or (text, tone).

    `discret`: not shown when there is nothing to choose.
    """

    colonne: Any = None
    choix: Mapping | Callable[[], Mapping] = ()
    discret: bool = False

    def options(self) -> list[tuple]:
        choix = self.choix() if callable(self.choix) else self.choix
        pairs = ((valeur, texte) for valeur, texte in choix.items())
        return [(v, *t) if isinstance(t, tuple) else (v, t, None) for v, t in pairs]

    def accepte(self, valeur: str) -> bool:
        return self._lit(valeur) is not None and (callable(self.choix) or valeur in self.choix)

    def condition(self, valeurs, contexte):
        return self.colonne.in_([self._lit(valeur) for valeur in valeurs[self.cle]])

    def _lit(self, valeur: str) -> Any:
        """The value as the column keeps it; None when it cannot be."""
        kind = self.colonne.type.python_type
        if kind is int:
            return read_id(valeur)
        return read_amount(valeur) if kind is Decimal else valeur


@dataclass(frozen=True)
class FiltreConditions(Filtre):
    """Choices that are each a condition of their own: value → (text, condition or function of the context)."""

    choix: Mapping[str, tuple] = ()

    def options(self) -> list[tuple]:
        return [(valeur, choix[0], choix[2] if len(choix) > 2 else None) for valeur, choix in self.choix.items()]

    def accepte(self, valeur: str) -> bool:
        return valeur in self.choix

    def condition(self, valeurs, contexte):
        chosen = [self.choix[valeur][1] for valeur in valeurs[self.cle]]
        return or_(*(one(contexte) if callable(one) else one for one in chosen))


@dataclass(frozen=True)
class FiltreBooleen(Filtre):
    """A switch: on, only the rows that meet `si` are kept."""

    si: Any = None
    genre = "bascule"

    def accepte(self, valeur: str) -> bool:
        return valeur == "1"

    def condition(self, valeurs, contexte):
        return self.si(contexte) if callable(self.si) else self.si


@dataclass(frozen=True)
class FiltreDates(Filtre):
    """Between two days, both included, read in Paris."""

    colonne: Any = None
    genre = "dates"

    @property
    def parametres(self):
        return (f"{self.cle}_du", f"{self.cle}_au")

    def accepte(self, valeur: str) -> bool:
        return read_day(valeur) is not None

    def condition(self, valeurs, contexte):
        du, au = (read_day(valeurs[nom][0]) if valeurs.get(nom) else None for nom in self.parametres)
        bornes = [(self.colonne >= self._debut(du)) if du else None]
        bornes += [(self.colonne < self._debut(au + timedelta(days=1))) if au else None]
        return _all(bornes)

    def _debut(self, day: date) -> date | datetime:
        is_moment = isinstance(self.colonne.type, DateTime)
        return datetime.combine(day, time.min, PARIS) if is_moment else day


@dataclass(frozen=True)
class FiltreMontants(Filtre):
    colonne: Any = None
    genre = "montants"

    @property
    def parametres(self):
        return (f"{self.cle}_min", f"{self.cle}_max")

    def accepte(self, valeur: str) -> bool:
        return read_amount(valeur) is not None

    def condition(self, valeurs, contexte):
        minimum, maximum = (read_amount(valeurs[nom][0]) if valeurs.get(nom) else None for nom in self.parametres)
        bornes = [self.colonne >= cast(minimum, Numeric) if minimum is not None else None]
        bornes += [self.colonne <= cast(maximum, Numeric) if maximum is not None else None]
        return _all(bornes)


@dataclass(frozen=True)
class FiltreTexte(Filtre):
    """Begins with what is typed, accents and capitals aside. `colonne` is compared through `extensions.tri_fr`."""

    colonne: Any = None
    genre = "texte"

    @property
    def tri(self) -> ColumnElement:
        return tri_fr(self.colonne)

    def condition(self, valeurs, contexte):
        begin = func.extensions.tri_fr(valeurs[self.cle][0], type_=Text)
        return and_(self.tri >= begin, self.tri < begin + HIGHEST)  # LIKE would compute the key of each row again


@dataclass(frozen=True)
class FiltreValeur(Filtre):
    """Exactly this value; hidden: only links set it (the jobs of one record, the contacts of one company)."""

    colonne: Any = None
    genre = "cache"

    def accepte(self, valeur: str) -> bool:
        return self.colonne.type.python_type is str or read_id(valeur) is not None

    def condition(self, valeurs, contexte):
        valeur = valeurs[self.cle][0]
        return self.colonne == (valeur if self.colonne.type.python_type is str else int(valeur))


@dataclass(frozen=True)
class FiltreVoisin(Filtre):
    """Asked of a table beside the records: `voisins` selects the numbers, `numero` is where the list has its own."""

    numero: Any = None

    def voisins(self, valeurs: Mapping[str, tuple[str, ...]], contexte: Contexte) -> Select:
        raise NotImplementedError


def all_beside(voisins: list[Select]) -> Select:
    """The numbers that each of these selects: one within the other, so that the narrowest may be read first."""
    *others, kept = voisins
    for one in others:
        kept = one.where(one.selected_columns[0].in_(kept.correlate(None)))
    return kept


def tri_fr(colonne: Any) -> ColumnElement:
    """The sort key of a text: accents and capitals aside. To be indexed as it is."""
    return func.extensions.tri_fr(colonne, type_=Text)


def _all(conditions: list) -> ColumnElement | None:
    kept = [condition for condition in conditions if condition is not None]
    return kept[0] if len(kept) == 1 else (kept[0] & kept[1] if kept else None)
