"""Excel workbooks, read as a stream: the values one sees, never a formula, a macro or an outside link."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl

from crm.errors import RegleMetier

UNPACKED = 400_000_000
SHARED = 80_000_000
WIDEST = 200
PIECE = 2**20
FORMULA_WITHOUT_VALUE = re.compile(rb"</f><v\s*/>|</f><v></v>|</f></c>")
DAMAGED = "Ce classeur est abîmé : ouvrez-le dans votre tableur, enregistrez-le à nouveau au format .xlsx."
BROKEN = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, OSError,
    EOFError,
)  # fmt: skip


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that is shown and holds something. Raises RegleMetier."""
    try:
        ensure_harmless(path)
        with path.open("rb") as opened:
            yield from _rows(openpyxl.load_workbook(opened, read_only=True, data_only=True, keep_links=False))
    except BROKEN:
        raise RegleMetier(DAMAGED) from None


def _rows(book: openpyxl.Workbook) -> Iterator[tuple[int, list[str]]]:
    for sheet in [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]:
        sheet.reset_dimensions()
        found = False
        for number, cells in enumerate(sheet.iter_rows(max_col=WIDEST, values_only=True), 1):
            found = found or any(cell is not None for cell in cells)
            yield number, [_text(cell) for cell in cells]
        if found:
            return


def ensure_harmless(path: Path) -> None:
    """Raises RegleMetier on a bomb, macros, a password, entities, and formulas whose result was not kept."""
    with zipfile.ZipFile(path) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        if any(entry.flag_bits & 1 for entry in entries.values()):
            raise RegleMetier("Ce classeur est protégé par un mot de passe : enregistrez-le sans protection.")
        if any(name.lower().endswith("vbaproject.bin") for name in entries):
            raise RegleMetier("Ce classeur contient des macros : enregistrez-le au format Excel sans macro (.xlsx).")
        if "xl/workbook.xml" not in entries:
            raise RegleMetier("Ce fichier n’est pas un classeur Excel : enregistrez-le au format .xlsx ou CSV.")
        shared = entries.get("xl/sharedStrings.xml")
        too_heavy = shared is not None and shared.file_size > SHARED
        if too_heavy or sum(entry.file_size for entry in entries.values()) > UNPACKED:
            raise RegleMetier("Ce classeur est démesuré une fois ouvert : partagez-le en plusieurs fichiers.")
        for name in entries:
            if name.endswith((".xml", ".rels")):
                _ensure_plain(archive, name)


def _ensure_plain(archive: zipfile.ZipFile, name: str) -> None:
    is_sheet, tail, is_first = name.startswith("xl/worksheets/"), b"", True
    with archive.open(name) as opened:
        while piece := opened.read(PIECE):
            if is_first and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece):
                raise RegleMetier(DAMAGED)
            if is_sheet and FORMULA_WITHOUT_VALUE.search(tail + piece):
                raise RegleMetier(
                    "Des cellules de ce classeur sont des formules sans résultat : ouvrez-le dans votre tableur, "
                    "enregistrez-le, puis déposez-le à nouveau."
                )
            if not is_sheet:
                return
            tail, is_first = piece[-64:], False


def _text(value: Any) -> str:
    """A value as a person of the office would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        return format(value, ".15g").replace(".", ",")
    return str(value).replace("\x00", "").replace("_x000D_", "").strip()
