"""The state of a document: made of its facts and of the day, never kept."""

from typing import NamedTuple


class Etat(NamedTuple):
    code: str
    libelle: str
    ton: str

    def __str__(self) -> str:
        return self.libelle


DEVIS = {
    etat.code: etat
    for etat in (
        Etat("brouillon", "Brouillon", "neutre"),
        Etat("valide", "À envoyer", "ambre"),
        Etat("envoye", "Envoyé", "bleu"),
        Etat("expire", "Expiré", "orange"),
        Etat("refuse", "Refusé", "rouge"),
        Etat("accepte", "Accepté", "vert"),
        Etat("facture_en_partie", "Facturé en partie", "cyan"),
        Etat("facture", "Facturé", "violet"),
    )
}
FACTURES = {
    etat.code: etat
    for etat in (
        Etat("brouillon", "Brouillon", "neutre"),
        Etat("a_echoir", "À échoir", "bleu"),
        Etat("en_retard", "En retard", "rouge"),
        Etat("payee_en_partie", "Payée en partie", "ambre"),
        Etat("payee", "Payée", "vert"),
        Etat("annulee", "Annulée par avoir", "rose"),
        Etat("remplacee", "Remplacée", "rose"),
    )
}
AVOIRS = {
    etat.code: etat
    for etat in (
        Etat("brouillon", "Brouillon", "neutre"),
        Etat("disponible", "Disponible", "cyan"),
        Etat("utilise_en_partie", "Utilisé en partie", "ambre"),
        Etat("utilise", "Utilisé", "vert"),
    )
}
