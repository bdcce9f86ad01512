"""What stands for a name on screen: its initials and its colour, the same everywhere and every day."""

import re
import zlib

TONS = ("bleu", "cyan", "violet", "ambre", "orange", "vert", "rouge", "rose", "neutre")
TONS_DE_NOM = TONS[:8]
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}
PETITS_MOTS = {"de", "du", "des", "la", "le", "les", "et", "d", "l"}


def initiales(nom: str | None) -> str:
    """« Camille Roussel » gives CR, « L’Écume » gives É; a name without letters gives its first sign."""
    mots = [m for m in re.findall(r"\w+", nom or "") if m.lower() not in PETITS_MOTS]
    if not mots:
        return (nom or "?").strip()[:1].upper() or "?"
    return "".join(m[0] for m in (mots[:1] + mots[1:][-1:])).upper()


def ton_de(nom: str | None) -> str:
    return TONS_DE_NOM[zlib.crc32((nom or "").encode()) % len(TONS_DE_NOM)]


def appareil(user_agent: str | None) -> str:
    """« Firefox sur Windows »: what a person recognises of a browser's own description."""
    browser, system = (
        next((nom for mark, nom in names.items() if mark in (user_agent or "")), None) for names in (BROWSERS, SYSTEMS)
    )
    return " sur ".join(part for part in (browser, system) if part) or "Appareil inconnu"
