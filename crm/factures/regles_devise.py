"""The rules of a document in another currency than the euro (CUR-01)."""

from datetime import timedelta
from functools import partial

from crm import formats
from crm.factures.controle import Contexte, regle

DEVISES: list = []
CGI = "CGI art. 289 IV et 266, 1 bis"
FRAICHEUR = timedelta(days=5)
"""A long week-end without quotation; an older rate is doubtful."""
devise = partial(regle, DEVISES)


@devise("CUR-01", "Cours de change", CGI, "document", "change")
def rate(c: Contexte) -> str | None:
    d = c.document
    if not d.is_en_devise or d.change:
        return None
    return f"Le cours manque : indiquez combien d’euros vaut 1 {d.devise}, la TVA s’imprime aussi en euros."


@devise("CUR-01", "Source et date du cours", CGI, "document", "change_source")
def rate_origin(c: Contexte) -> str | None:
    d = c.document
    if not d.is_en_devise or (d.change_source and d.change_le):
        return None
    return "La source et la date du cours manquent : indiquez-les à côté du cours."


@devise("CUR-01", "Cours connu à l’émission", CGI, "document", "change_le")
def rate_known(c: Contexte) -> str | None:
    le = c.document.change_le
    if le is None or le <= c.day:
        return None
    return "Le cours est postérieur à la date d’émission : prenez le dernier connu ce jour-là."


@devise("CUR-01", "Cours récent", CGI, "document", "change_le", bloquante=False)
def rate_recent(c: Contexte) -> str | None:
    d = c.document
    origine = d.remplacee if d.nature == "facture" and d.remplace_id else d.facture if d.nature == "avoir" else None
    if d.change_le is None or d.change_le >= c.day - FRAICHEUR or (origine and origine.change_le == d.change_le):
        return None
    return f"Le cours date du {formats.jour(d.change_le)} : vérifiez que c’est le dernier connu."
