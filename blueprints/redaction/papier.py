"""A document as it reads on screen: from its frozen content, or from the draft as it would be frozen today."""

from flask import g

from crm.clock import today
from crm.devis import Devis
from crm.devis.contenus import contenu as contenu_devis
from crm.documents.contenu import Contenu
from crm.documents.vue import Vue
from crm.factures.contenus import contenu as contenu_facture
from crm.reperes import Droit


def papier(contenu: Contenu) -> dict:
    """What `_redaction/_papier.html` shows; the words are those of the PDF."""
    vue = Vue(contenu)
    return {"v": vue, "c": contenu, "recap": _recap(vue)}


def frozen(fige: dict) -> dict:
    return papier(Contenu.from_dict(fige))


def _recap(vue: Vue) -> list[dict]:
    rows = [{"nom": nom, "montant": montant, "genre": "" if i == 0 else "mineur"} for i, (nom, montant) in
            enumerate(vue.totaux)]  # fmt: skip
    nom, montant = vue.net
    return [*rows, {"nom": nom, "montant": montant, "genre": "net", "trait": True}]


def of_draft(document) -> dict:
    """A draft has no frozen content: what it would be if it were issued today."""
    day, parametres = document.jour_prevu(today()), g.parametres
    droit = Droit.on(day)
    if isinstance(document, Devis):
        return papier(contenu_devis(document, day, droit, parametres))
    return papier(contenu_facture(document, day, "", droit, parametres))
