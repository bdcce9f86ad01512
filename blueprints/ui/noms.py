"""What stands for a name on screen: its initials and its colour, the same everywhere and every day."""

import re
import zlib

TONS = ("bleu", "cyan", "violet", "ambre", "orange", "vert", "rouge", "rose", "neutre")
TONS_DE_NOM = TONS[:8]
PETITS_MOTS = {"de", "du", "des", "la", "le", "les", "et", "d", "l"}


def initiales(nom: str | None) -> str:
    """« Camille Roussel » gives CR, « L’Écume » gives É; a name without letters gives its first sign."""
    mots = [m for m in re.findall(r"\w+", nom or "") if m.lower() not in PETITS_MOTS]
    if not mots:
        return (nom or "?").strip()[:1].upper() or "?"
    return "".join(m[0] for m in (mots[:1] + mots[1:][-1:])).upper()


def ton_de(nom: str | None) -> str:
    return TONS_DE_NOM[zlib.crc32((nom or "").encode()) % len(TONS_DE_NOM)]
