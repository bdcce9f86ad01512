"""« Contrôle avant émission »: what the trade says of a draft, each point with where it is put right."""

from flask import g, url_for

from crm.clock import today
from crm.factures import DOUTEUX, MANQUANT, OK
from crm.redaction import Redaction

ENDPOINTS = {"comptes_bancaires": "configuration.index_banques", "penalites": "configuration.edit_documents"}
ETATS = {OK: "ok", DOUTEUX: "attention", MANQUANT: "bloquant"}


def points(document: Redaction | None) -> list[dict] | None:
    """None for what is not checked before issue (a devis), or not saved yet."""
    if document is None or not hasattr(document, "controle"):
        return None
    return [point(one, document) for one in document.controle(document.jour_prevu(today()))]


def point(of, document: Redaction) -> dict:
    lien = {} if of.niveau == OK else where(of, document)
    return {"texte": of.texte, "etat": ETATS[of.niveau], "article": of.article} | lien


def where(of, document: Redaction) -> dict:
    if of.cible == "document":
        return {"url": f"#{of.champ}"}
    if of.cible == "lignes":
        return {"url": "#lignes-zone", "lien": "Voir"}
    if of.cible == "tiers" and g.membre.can("clients", "ecriture"):
        return {"volet": url_for("clients.edit", id=document.tiers_id, choisir=1)}
    if of.cible == "parametres" and g.membre.can("configuration", "administration"):
        endpoint = ENDPOINTS.get(of.champ, "configuration.index")
        return {"url": url_for(endpoint)}
    return {}
