"""The files of postal codes of Geonames: tab-separated lines, alone or in a zip."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from crm.errors import RegleMetier
from crm.formats import nombre
from crm.pays import pays

UNPACKED, ENTRIES, MOST = 120_000_000, 20, 500_000
COLUMNS = 12
LONGEST_LINE = 2000
LONGEST, CODE = 80, 10
NOT_ONE = (
    "Ce fichier n’est pas un fichier de codes postaux de Geonames : attendu, un zip ou un texte dont chaque ligne a "
    "douze colonnes séparées par des tabulations (pays, code postal, commune, région…)."
)


@dataclass(frozen=True)
class Ville:
    pays: str
    code_postal: str
    nom: str
    region: str | None
    departement: str | None


def towns(path: Path) -> Iterator[Ville]:
    """Each line that names a town. Raises RegleMetier on what is not such a file, or unfolds beyond measure."""
    with _opened(path) as source:
        for number, line in enumerate(_lines(source), 1):
            if number > MOST:
                raise RegleMetier(f"Ce fichier dépasse {nombre(MOST)} lignes : importez-le en plusieurs fois.")
            if line.strip():
                yield _read(line, number)


def check(path: Path) -> int:
    """How many towns the file holds. Raises RegleMetier."""
    count = sum(1 for _ in towns(path))
    if not count:
        raise RegleMetier("Ce fichier est vide : choisissez-en un autre.")
    return count


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as plain:
        packed = plain.read(4) == b"PK\x03\x04"
        plain.seek(0)
        if not packed:
            yield plain
            return
        try:
            with zipfile.ZipFile(plain) as archive, archive.open(_entry(archive)) as source:
                yield source
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
            raise RegleMetier("Ce zip est abîmé : téléchargez-le à nouveau.") from None


def _entry(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    entries = archive.infolist()
    texts = [e for e in entries if e.filename.lower().endswith(".txt") and "readme" not in e.filename.lower()]
    if len(entries) > ENTRIES or len(texts) != 1:
        raise RegleMetier("Ce zip doit contenir un seul fichier de villes, par exemple FR.txt.")
    if texts[0].flag_bits & 1:
        raise RegleMetier("Ce zip est protégé par un mot de passe : déposez-le sans protection.")
    if texts[0].file_size > UNPACKED:
        raise RegleMetier("Ce zip est démesuré une fois ouvert.")
    return texts[0]


def _lines(source: BinaryIO) -> Iterator[str]:
    """What a zip says of its size may be false: what comes out of it is counted."""
    read = 0
    while line := source.readline(LONGEST_LINE + 1):
        read += len(line)
        if read > UNPACKED:
            raise RegleMetier("Ce fichier est démesuré une fois ouvert.")
        if len(line) > LONGEST_LINE:
            raise RegleMetier(NOT_ONE)
        try:
            yield line.decode().lstrip("\ufeff").rstrip("\r\n")
        except UnicodeDecodeError:
            raise RegleMetier(NOT_ONE) from None


def _read(line: str, number: int) -> Ville:
    cells = [" ".join(cell.split()) for cell in line.split("\t")]
    if len(cells) != COLUMNS or cells[0] not in pays() or not (cells[1] and cells[2]) or "\x00" in line:
        raise RegleMetier(f"{NOT_ONE} La ligne {number} n’est pas ainsi.")
    if len(cells[1]) > 2 * CODE:
        raise RegleMetier(f"{NOT_ONE} Le code postal de la ligne {number} est trop long.")
    return Ville(cells[0], cells[1][:CODE], cells[2][:LONGEST], cells[3][:LONGEST] or None, cells[5][:LONGEST] or None)


def safe_name(nom: str) -> str:
    plain = "".join(char for char in PurePath(nom.replace("\\", "/")).name if char.isprintable())
    return plain[:150] or "fichier"
