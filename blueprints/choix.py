"""The answer of a list of choices that searches as one types: the first rows of the module's own list."""

from flask import g, request

from crm.clock import today
from crm.listes import Contexte, Requete, find, page

NOMBRE = 8


def found(cle: str, **valeurs: str) -> list:
    """What the list `cle` finds for the words typed; the latest changed when nothing is."""
    q = request.args.get("q", "").strip()
    latest = {} if q else {"tri": ["-modifie_le"]}
    args = {"q": [q]} | {name: [value] for name, value in valeurs.items()} | latest
    requete = Requete.lire(args, find(cle), None, Contexte(g.membre.id, today()))
    return page(requete).lignes[:NOMBRE]
