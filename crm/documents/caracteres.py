"""What our font can draw, known before a document is drawn."""

import functools
import unicodedata
from collections.abc import Iterator

from crm.documents import polices, rendu

SANS_DESSIN = ("Cc", "Cf", "Zs", "Zl", "Zp")
VARIANTES = range(0xFE00, 0xFE10)


def check(contenu) -> None:
    """Raises RegleMetier naming the text that has a sign no font of ours draws, or that nobody sees."""
    rendu.refuse_control_characters(contenu)
    if found := set(_undrawable(contenu)):
        raise rendu.refus(contenu, found)


def _undrawable(contenu) -> Iterator[str]:
    drawn = _drawn()
    for _, texte in rendu.textes(contenu):
        if not texte.isascii():
            yield from (c for c in texte if ord(c) not in drawn and not _is_invisible(c))


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in SANS_DESSIN or ord(char) in VARIANTES


@functools.cache
def _drawn() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(polices.source(), lazy=True) as font:
        return frozenset(font.getBestCmap())
