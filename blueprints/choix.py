"""The answer of a list of choices that searches as one types: the first rows of the module's own list."""

from flask import g, request

from crm.clock import today
from crm.listes import Contexte, Requete, find, page

NOMBRE = 8


def found(cle: str, *, proches: bool = True, **valeurs: str) -> list:
    """What the list `cle` finds for the words typed, or comes near; the latest changed when nothing is typed."""
    q = request.args.get("q", "").strip()
    latest = {} if q else {"tri": ["-modifie_le"]}
    args = {"q": [q]} | {name: [value] for name, value in valeurs.items()} | latest
    requete = Requete.lire(args, find(cle), None, Contexte(g.membre.id, today()))
    drawn = page(requete)
    return drawn.lignes[:NOMBRE] if proches or not drawn.approchee else []
