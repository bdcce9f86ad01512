"""A column of a list: what it shows of each row, and how it sorts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement

CELLULES = (
    "texte",
    "nom",
    "nombre",
    "montant",
    "pourcent",
    "date",
    "echeance",
    "moment",
    "etat",
    "oui_non",
    "membre",
    "etiquettes",
    "etoiles",
    "email",
    "telephone",
    "siren",
    "lien",
)
CHIFFRES = ("nombre", "montant", "pourcent")


@dataclass(frozen=True)
class Colonne:
    """One column. `valeur` reads the row (default: the attribute `cle`); `tri` is the SQL expression that sorts.

    `etat` values are (text, tone); an `echeance` says etat, verbe and quand; a `lien` value is (text, module, id); a
    `nom` column may have a second line, `sous`, and the square of another name, `carre`. `charge` loads the values of
    the whole page at once: ids → {id: value}. A `montant` is in euros, or an Argent. `export` gives another value to
    the files. `classe`: ui-mobile (right of the card on phones), ui-mobile-bas (second line), ui-masque-1, ui-masque-2.
    When `tri` is in another table, `jointure` is that table and how it is joined, `numero` where it keeps the number of
    the row.
    """

    cle: str
    titre: str
    genre: str = "texte"
    valeur: Callable[[Any], Any] | None = None
    tri: Any = None
    defaut: bool = True
    somme: ColumnElement | None = None
    sous: Callable[[Any], str | None] | None = None
    carre: Callable[[Any], str | None] | None = None
    charge: Callable[[list[int]], Mapping[int, Any]] | None = None
    export: Callable[[Any], Any] | None = None
    classe: str = ""
    decimales: int = 2
    jointure: tuple | None = None
    numero: Any = None

    def __post_init__(self):
        if self.genre not in CELLULES:
            raise ValueError(f"unknown kind of column: {self.genre}")

    @cached_property
    def lit(self) -> Callable[[Any], Any]:
        return self.valeur or attrgetter(self.cle)

    @property
    def is_chiffre(self) -> bool:
        return self.genre in CHIFFRES

    @property
    def can_be_empty(self) -> bool:
        """Whether the sort expression may be NULL; such rows always come last."""
        return getattr(self.tri, "nullable", True)


PURGE = Colonne("purge_le", "Disparaît le", "date", classe="ui-mobile")
"""What the trash of every list shows besides its columns."""
