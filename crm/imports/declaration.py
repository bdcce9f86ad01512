"""What a noun says of its import. Everything else (reading, matching columns, preview, run, undo) follows from it."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from crm.equipe import Membre
from crm.fiches import Fiche

Lecteur = Callable[[str], Any]


def plain_lower(value: Any) -> str:
    """« Élan  Conseil » → « elan conseil »: how two words are compared."""
    text = str(value or "").lower()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae"))
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(text.split())


def simple(value: Any) -> str:
    """The same without punctuation, as the database sorts names (`tri_fr`)."""
    return "".join(c for c in plain_lower(value) if c.isascii() and (c.isalnum() or c == " "))


class ParLot:
    """A reader that looks up together what the cells of a batch name, then says what it has found for each."""

    def gather(self, cells: Iterable[str]) -> None:
        raise NotImplementedError

    def __call__(self, cell: str) -> Any:
        raise NotImplementedError


@dataclass(frozen=True)
class Passage:
    """Who imports, which day. `strict`: choices are known by their codes. `memoire`: what the rows of a batch share
    and forget with it."""

    par: Membre
    jour: date
    strict: bool = False
    memoire: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Champ:
    """One field a column may fill. `prepare` gives, once per import, the reader of its cells: it raises RegleMetier or
    ValueError with a French sentence. `synonymes`: other headings that mean it. `propre`: the code of a question of the
    company's own. `apres` completes what was read by what the rest of the row says. `module`: that of the records it
    names, without which the field is not there."""

    cle: str
    titre: str
    prepare: Callable[[Passage], Lecteur]
    synonymes: tuple[str, ...] = ()
    propre: str = ""
    apres: Callable[[dict], None] | None = None
    module: str = ""

    @property
    def code(self) -> str:
        """The « code enregistrement »: what the heading must be in strict mode."""
        return self.propre or self.cle.upper()


@dataclass(frozen=True)
class Repere:
    """How a row finds a record that is already there, by its field `cle`. `certain`: it is this one, not one that
    looks like it.

    `colonnes`: SQL expressions, the first indexed; `lit` gives from the values of a row what they must equal, or None.
    `normal` is applied to both sides.
    """

    nom: str
    cle: str
    colonnes: tuple
    lit: Callable[[dict], tuple | None]
    certain: bool = False
    normal: Callable[[Any], str] = plain_lower

    def key(self, values: tuple | None) -> tuple | None:
        return tuple(self.normal(value) for value in values) if values and values[0] else None


@dataclass(frozen=True)
class Importable:
    """`fixes` are its own fields; a new record needs one of `un_de`, and one of `et_un_de` when there are any.

    The first of `reperes` is its unique code. `creer` and `modifier` are given the values read, but the labels; what
    they make is written with the rest of the batch. `avec`: what is loaded with the records to be changed.
    `supprimable`: they can be deleted by file.
    """

    cle: str
    module: str
    modele: type[Fiche]
    mot: str
    mots: str
    fixes: tuple[Champ, ...]
    un_de: tuple[str, ...]
    reperes: tuple[Repere, ...]
    creer: Callable[[dict, Passage], Fiche]
    modifier: Callable[[Fiche, dict, Passage], None]
    et_un_de: tuple[str, ...] = ()
    avec: tuple[InstrumentedAttribute, ...] = ()
    supprimable: bool = True

    @property
    def code(self) -> Champ:
        """The unique code that exports carry (B-063)."""
        return next(champ for champ in self.fixes if champ.cle == self.reperes[0].cle)

    @property
    def designe(self) -> tuple[Champ, ...]:
        """The fields of a deletion by file: the unique code, and a name to check it by."""
        return self.code, Champ("libelle", "Nom", lambda passage: str, ("nom", "raison sociale", "societe"))

    @property
    def suffisent(self) -> set[str]:
        """The fields one of which is enough to know the record: without a name, rows may still change it."""
        return {repere.cle for repere in self.reperes if repere.certain}


IMPORTABLES: dict[str, Importable] = {}


def register(importable: Importable) -> Importable:
    IMPORTABLES[importable.cle] = importable
    return importable
