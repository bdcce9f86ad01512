"""CSV files, whatever wrote them: separator, encoding, quotes and line ends are recognised."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from crm.errors import RegleMetier

SEPARATORS = (";", "\t", ",", "|")
FRENCH = frozenset("éèêëàâçùûüîïôöœæÉÈÊËÀÂÇÙÛÎÏÔŒ’«»€°")
CONTROLS = frozenset(range(32)) - {9, 10, 13, 27}
DISARMED = ("'=", "'+", "'-", "'@")
SAMPLE = 100_000
NOT_A_TABLE = (
    "Ce fichier n’est ni un classeur Excel (.xlsx) ni un fichier CSV : "
    "ouvrez-le dans votre tableur et enregistrez-le dans l’un de ces formats."
)
LONGEST = 131_072
"""The characters of a cell, at most: beyond, a quotation mark is open. Others may raise the reader's own limit."""
OTHERS = (b"<!doctype", b"<html", b"<table", b"<?xml", b"{\\rtf", b"%pdf", b"{", b"[{")


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    content = path.read_bytes()
    encoding = _encoding(content)
    ensure_text(content, encoding)
    separator = _separator(content[:SAMPLE].decode(encoding, "replace"))
    del content
    with path.open(encoding=encoding, errors="replace", newline="") as opened:
        reader = csv.reader(opened, delimiter=separator)
        try:
            for number, cells in enumerate(reader, 1):
                if max(map(len, cells), default=0) > LONGEST:
                    raise csv.Error
                if number > 1 or not (cells and cells[0].lower().startswith("sep=")):
                    yield number, [_cell(cell) for cell in cells]
        except csv.Error:
            raise RegleMetier(
                f"Le fichier ne se lit plus à partir de la ligne {reader.line_num} : un guillemet n’y est pas refermé."
            ) from None


def ensure_text(content: bytes, encoding: str) -> None:
    """Raises RegleMetier on a picture, a page, a PDF… under the name of a table."""
    binary = encoding != "utf-16" and CONTROLS.intersection(content)
    if binary or content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(OTHERS):
        raise RegleMetier(NOT_A_TABLE)


def _encoding(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return max(("cp1252", "mac_roman"), key=lambda encoding: _french(content, encoding))
    return "utf-8"


def _french(content: bytes, encoding: str) -> int:
    """How much the accents read under this encoding look French."""
    accents = Counter(bytes(byte for byte in content if byte >= 0x80).decode(encoding, "replace"))
    return sum(count if char in FRENCH else -count for char, count in accents.items())


def _separator(sample: str) -> str:
    """The one that cuts most rows in the same number of cells, the most numerous."""
    if sample.lower().startswith("sep=") and len(sample) > 4 and sample[4] in SEPARATORS:
        return sample[4]
    return max(SEPARATORS, key=lambda separator: _regularity(sample, separator))


def _regularity(sample: str, separator: str) -> int:
    lines = sample.splitlines(keepends=True)
    try:
        widths = Counter(len(cells) for cells in islice(csv.reader(lines, delimiter=separator), 30) if cells)
    except csv.Error:
        return 0
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _cell(cell: str) -> str:
    """Our own exports disarm formulas by a quote: it is taken back."""
    cell = cell.replace("\u200b", "").replace("\x00", "").strip()
    return cell[1:] if cell.startswith(DISARMED) else cell
