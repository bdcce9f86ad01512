"""Readers of cells: from what the office wrote to what a record keeps."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from crm import saisie, sujets
from crm.admissions import ensure_admissible, find, is_strict
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.imports.declaration import Lecteur, Passage, plain_lower
from crm.valeurs import Valeur
from tenants import db

SHOWN = 6
CENT, LARGEST = Decimal("0.01"), Decimal(10) ** 11


def toujours(lit: Lecteur) -> Callable[[Passage], Lecteur]:
    """The same reader for every import."""
    return lambda passage: lit


def texte(maximum: int = 200) -> Callable[[Passage], Lecteur]:
    def lit(text: str) -> str:
        line = " ".join(text.split())
        if len(line) > maximum:
            raise RegleMetier(f"{maximum} caractères au plus ; cette cellule en compte {len(line)}.")
        return line

    return toujours(lit)


def texte_long(maximum: int = 2000) -> Callable[[Passage], Lecteur]:
    def lit(text: str) -> str:
        if len(text) > maximum:
            raise RegleMetier(f"{maximum} caractères au plus ; cette cellule en compte {len(text)}.")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    return toujours(lit)


def entier(minimum: int, maximum: int) -> Callable[[Passage], Lecteur]:
    return toujours(lambda text: read_entier(text, minimum, maximum))


def read_entier(text: str, minimum: int, maximum: int) -> int:
    value = saisie.read_decimal(text)
    if value != value.to_integral_value() or not minimum <= value <= maximum:
        raise RegleMetier(f"Écrivez un nombre entier de {minimum} à {maximum}.")
    return int(value)


def montant(passage: Passage) -> Lecteur:
    """An amount, positive or nothing, to the cent."""

    def lit(text: str) -> Decimal:
        value = saisie.read_decimal(text)
        if not 0 <= value < LARGEST:
            raise RegleMetier("Écrivez un montant positif, par exemple 1 234,56.")
        return value.quantize(CENT)

    return lit


def telephone(text: str) -> str:
    """A spreadsheet takes the first 0 of a French number away: it is given back."""
    line = " ".join(text.split())
    if len(line) > 30:
        raise RegleMetier("30 caractères au plus : gardez un seul numéro.")
    return f"0{line}" if line.isdigit() and len(line) == 9 and line[0] != "0" else line


def complete_code_postal(values: dict) -> None:
    """The same for « 01000 », in France: Brussels is 1000."""
    code = values["code_postal"]
    if values.get("pays", "FR") == "FR" and code.isdigit() and len(code) == 4:
        values["code_postal"] = f"0{code}"


def choix(options: Mapping[str, str], autres: Mapping[str, str] | None = None) -> Callable[[Passage], Lecteur]:
    """One of {value: label}, by either; `autres` are other words for a value."""
    words = {plain_lower(value): value for value in options}
    words |= {plain_lower(label): value for value, label in options.items()}
    words |= {plain_lower(word): value for word, value in (autres or {}).items()}
    return toujours(lambda text: _one_of(words, text, list(options.values())))


def valeur(liste: str, autres: Mapping[str, str] | None = None) -> Callable[[Passage], Lecteur]:
    """One word of a list of values of the company, which a new one joins unless the list is kept to its values.

    `autres` are other words for a value.
    """

    def prepare(passage: Passage) -> Lecteur:
        offered = [one.libelle for one in Valeur.of(liste)]
        words = {plain_lower(one): one for one in offered}
        words |= {plain_lower(autre): one for autre, one in (autres or {}).items() if one in offered}
        return partial(_one_of, words, labels=offered) if is_strict(liste) else partial(_known_or_new, liste, words)

    return prepare


def _known_or_new(liste: str, words: Mapping[str, str], text: str) -> str:
    word = words.get(plain_lower(text)) or " ".join(text.split())
    if find(liste, word) is None:
        ensure_admissible(liste, word)
    return word


def membre(passage: Passage) -> Lecteur:
    """The number of a member of the team, by name or e-mail."""
    words: dict[str, int] = {}
    for one in db.session.scalars(Membre.search()):
        for word in (one.libelle, f"{one.nom} {one.prenom}", one.email):
            words[plain_lower(word)] = one.id
    names = [nom for _, nom in Membre.choices()]
    return lambda text: _one_of(words, text, names)


def etiquettes(passage: Passage) -> Lecteur:
    """Labels separated by commas: the number of each one, or its name when it is to be made."""
    known = {plain_lower(one.nom): one.id for one in sujets.all_labels()}

    def lit(text: str) -> set[int | str]:
        names = {" ".join(name.split()) for name in text.replace(";", ",").split(",")} - {""}
        if any(len(name) > 40 for name in names):
            raise RegleMetier("40 caractères au plus par étiquette ; séparez-les par des virgules.")
        return {known.get(plain_lower(name), name) for name in names}

    return lit


def un_de(choices: list[tuple[str, Any]]) -> Lecteur:
    """What goes with one of these labels."""
    words = {plain_lower(label): value for label, value in choices}
    return lambda text: _one_of(words, text, [label for label, _ in choices])


def _one_of(words: Mapping[str, Any], text: str, labels: list[str]) -> Any:
    found = words.get(plain_lower(text))
    if found is None:
        shown = ", ".join(f"« {label} »" for label in labels[:SHOWN]) + (", …" if len(labels) > SHOWN else "")
        raise RegleMetier(f"« {text[:60]} » n’est pas un choix : écrivez {shown}.")
    return found
