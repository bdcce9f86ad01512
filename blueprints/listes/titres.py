from flask import g

from crm.listes import LISTES
from crm.modules import MODULES


def title(cle: str) -> str:
    """What the company calls this list."""
    return g.parametres.titre_module(cle) if cle in MODULES else LISTES[cle].titre
