"""Reading the files of offices: which kind it is, its headings, then its rows one at a time, as text."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crm.errors import RegleMetier
from crm.formats import nombre
from crm.imports import classeurs, textes

LARGEST = 20_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 200
HEAD = 25
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Rangee = tuple[int, list[str]]
"""The number of a row as a spreadsheet shows it, and its cells."""


@dataclass(frozen=True)
class Tete:
    """`rang` is the row of the headings; `exemples` the first rows below it."""

    rang: int
    entetes: list[str]
    exemples: list[list[str]]


def read_rows(path: Path) -> Iterator[Rangee]:
    """Every row that holds something. Raises RegleMetier on what is not a readable spreadsheet."""
    with path.open("rb") as opened:
        magic = opened.read(8)
    if magic == OLE:
        raise RegleMetier(_old(path))
    source = classeurs.rows(path) if magic.startswith(b"PK") else textes.rows(path)
    for rank, (number, cells) in enumerate((row for row in source if any(row[1])), 1):
        if rank > MOST_ROWS:
            raise RegleMetier(f"Le fichier dépasse {nombre(MOST_ROWS)} lignes : partagez-le en plusieurs fichiers.")
        yield number, cells[:MOST_COLUMNS]


def _old(path: Path) -> str:
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return "Ce classeur est protégé par un mot de passe : enregistrez-le sans protection, puis déposez-le."
    return "Ce classeur est à l’ancien format .xls : enregistrez-le au format Excel (.xlsx), puis déposez-le."


def read_head(path: Path) -> Tete:
    """The headings, below the titles there may be. Raises RegleMetier on an empty file."""
    first = list(islice(read_rows(path), HEAD))
    if not first:
        raise RegleMetier("Le fichier est vide : choisissez-en un autre.")
    most = max(_filled(cells) for _, cells in first)
    place = next(i for i, (_, cells) in enumerate(first) if 2 * _filled(cells) > most)
    below = [cells for _, cells in first[place + 1 :]]
    if not below:
        raise RegleMetier("Le fichier n’a qu’une ligne d’en-têtes : ajoutez les lignes à importer.")
    width = max(_width(cells) for _, cells in first[place:])
    exemples = [pad(cells, width) for cells in below[:5]]
    return Tete(first[place][0], _names(pad(first[place][1], width)), exemples)


def read_body(path: Path, tete_rang: int, width: int) -> Iterator[Rangee]:
    """The rows below the headings, all of one width."""
    return ((number, pad(cells, width)) for number, cells in read_rows(path) if number > tete_rang)


def pad(cells: list[str], width: int) -> list[str]:
    return cells[:width] + [""] * (width - len(cells))


def _filled(cells: list[str]) -> int:
    return sum(1 for cell in cells if cell)


def _width(cells: list[str]) -> int:
    return max((rank for rank, cell in enumerate(cells, 1) if cell), default=0)


def _names(headings: list[str]) -> list[str]:
    """« Colonne C » for a blank one; the second of a name is « Nom (2) »."""
    names: list[str] = []
    for rank, heading in enumerate(headings):
        name = " ".join(heading.split())[:80] or f"Colonne {letter(rank)}"
        again = sum(1 for other in names if other == name or other.startswith(f"{name} ("))
        names.append(f"{name} ({again + 1})" if again else name)
    return names


def letter(rank: int) -> str:
    """The letters a spreadsheet gives to the column of this rank, from 0."""
    return letter(rank // 26 - 1) * (rank >= 26) + chr(65 + rank % 26) if rank >= 0 else ""
