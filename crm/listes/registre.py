"""Every declared list, for what looks across modules: the palette, and jobs that only carry a list's name."""

from crm.listes.declaration import Liste

LISTES: dict[str, Liste] = {}


def register(liste: Liste) -> Liste:
    LISTES[liste.cle] = liste
    return liste


def find(cle: str) -> Liste:
    return LISTES[cle].complete
