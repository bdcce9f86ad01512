"""Rights: for each module nothing, lecture, écriture or administration. What is not given is refused (E-051)."""

from crm.modules import MODULES

NIVEAUX = ("aucun", "lecture", "ecriture", "administration")
LIBELLES = {"aucun": "Aucun accès", "lecture": "Lecture", "ecriture": "Écriture", "administration": "Administration"}

ROLES = {
    "administration": ("Administration", dict.fromkeys(MODULES, "administration")),
    "ecriture": (
        "Écriture",
        dict.fromkeys(MODULES, "ecriture") | {"equipe": "lecture", "configuration": "aucun", "automatismes": "lecture"},
    ),
    "lecture": ("Lecture", dict.fromkeys(MODULES, "lecture") | {"configuration": "aucun"}),
}


def allows(droits: dict[str, str], module: str, niveau: str) -> bool:
    """Whether these rights reach `niveau` on `module`; an unknown module or level is refused."""
    given = droits.get(module, "aucun")
    return given in NIVEAUX and niveau in NIVEAUX[1:] and NIVEAUX.index(given) >= NIVEAUX.index(niveau)
