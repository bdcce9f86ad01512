"""The kinds of answers: each reads what is typed or imported, and says what is kept, once for every way in and out.

What is kept is plain JSON: a number is a text with its decimals, a day is ISO, a choice is its value.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from crm import formats, saisie
from crm.champs import liens

LONGEST, LONGEST_TEXT = 200, 4000
SEPARATORS = str.maketrans("|\n", ";;")


def read_texte(champ, texte: str) -> str:
    line = " ".join(texte.split())
    if len(line) > LONGEST:
        champ.refuse(f"{LONGEST} caractères au plus.")
    return line


def read_texte_long(champ, texte: str) -> str:
    whole = texte.replace("\r\n", "\n").strip()
    if len(whole) > LONGEST_TEXT:
        champ.refuse(f"{formats.nombre(LONGEST_TEXT)} caractères au plus.")
    return whole


def read_nombre(champ, texte: str, decimales: int = 6) -> str:
    number = _said(champ, saisie.read_decimal, texte)
    if -number.as_tuple().exponent > decimales:
        champ.refuse(f"{decimales} décimales au plus.")
    return format(number, "f")


def read_montant(champ, texte: str) -> str:
    return format(Decimal(read_nombre(champ, texte, 2)), ".2f")


def read_date(champ, texte: str) -> str:
    return _said(champ, saisie.read_jour, texte).isoformat()


def read_oui_non(champ, texte: str) -> bool:
    return _said(champ, saisie.read_oui_non, texte)


def _said(champ, read: Callable[[str], Any], texte: str) -> Any:
    """What is typed, read as everywhere; a refusal names the question and repeats the words."""
    try:
        return read(texte)
    except ValueError as refused:
        champ.refuse(f"« {texte[:40]} » : {refused}")


def read_choix(champ, texte: str) -> str:
    """A choice by its value, else by its label."""
    word = " ".join(texte.split()).lower()
    known = {label.lower(): value for value, label in champ.libelles.items()}
    known |= {value.lower(): value for value in champ.libelles}
    if word not in known:
        champ.refuse(f"« {texte[:40]} » n’est pas dans la liste : {', '.join(champ.libelles.values())}.")
    return champ.valeurs[known[word]]


def read_plusieurs(champ, texte: str) -> list[str]:
    """Choices separated by « ; », in the order of the field."""
    words = (word.strip() for word in texte.translate(SEPARATORS).split(";"))
    chosen = {read_choix(champ, word) for word in words if word}
    return [choix["valeur"] for choix in champ.choix if choix["valeur"] in chosen]


def read_lien(champ, texte: str) -> int:
    found = liens.find(champ.sorte, texte)
    if found is None:
        champ.refuse(f"« {texte[:40]} » est introuvable.")
    return found


@dataclass(frozen=True)
class Sorte:
    """`rangee`: the column of `reponses` that keeps it. `cellule`: how a list draws it. `typed`: for a list, a file."""

    cle: str
    titre: str
    lit: Callable[[Any, str], Any]
    dit: Callable[[Any, Any], str] = lambda champ, value: str(value)
    typed: Callable[[Any], Any] = lambda value: value
    cellule: str = "texte"
    rangee: str | None = "texte"

    @property
    def has_choix(self) -> bool:
        return self.cle in CHOIX

    @property
    def is_lien(self) -> bool:
        return self.cle in liens.TABLES

    def is_like(self, other: "Sorte") -> bool:
        """Whether the answers of one can be those of the other: a drop-down list and bullets differ in drawing."""
        return self == other or {self.cle, other.cle} == {"liste", "puces"}

    @property
    def can_be_sorted(self) -> bool:
        return self.rangee is not None and not self.is_lien and self.cle != "plusieurs"


CHOIX = ("liste", "puces", "plusieurs")


def _label(champ, value: str) -> str:
    return champ.libelles.get(value, value)


def _labels(champ, values: list[str]) -> str:
    return " ; ".join(_label(champ, value) for value in values)


def _linked(champ, value: int) -> str:
    return liens.names(champ.sorte, [value]).get(value, "")


def _number(champ, value: str) -> str:
    return formats.nombre(Decimal(value), max(0, -Decimal(value).as_tuple().exponent))


def _amount(champ, value: str) -> str:
    return formats.euros(Decimal(value))


def _day(champ, value: str) -> str:
    return date.fromisoformat(value).strftime("%d/%m/%Y")


SORTES = {
    sorte.cle: sorte
    for sorte in (
        Sorte("texte", "Texte court", read_texte),
        Sorte("texte_long", "Texte long", read_texte_long, rangee=None),
        Sorte("nombre", "Nombre", read_nombre, _number, Decimal, "nombre", "nombre"),
        Sorte("montant", "Montant en euros", read_montant, _amount, Decimal, "montant", "nombre"),
        Sorte("date", "Date", read_date, _day, date.fromisoformat, "date", "jour"),
        Sorte("oui_non", "Oui ou non", read_oui_non, lambda c, v: "Oui" if v else "Non", bool, "oui_non"),
        Sorte("liste", "1 choix parmi plusieurs options (liste déroulante)", read_choix, _label, rangee="place"),
        Sorte("puces", "1 choix parmi plusieurs options (puces)", read_choix, _label, rangee="place"),
        Sorte("plusieurs", "Plusieurs choix (cases à cocher)", read_plusieurs, _labels),
        Sorte("tiers", "Lien vers un client", read_lien, _linked, int, "lien", "nombre"),
        Sorte("membre", "Lien vers un membre de l’équipe", read_lien, _linked, int, "texte", "nombre"),
    )
}
