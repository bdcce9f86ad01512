"""How an issued document reaches its client: by the platform, or otherwise, and why (FE-02, FE-16)."""

from typing import NamedTuple

from sqlalchemy import select

from crm.factures import Document
from crm.fiscalite import territoire_de
from crm.montants import Totaux
from crm.plateforme.transmissions import Transmission
from crm.territoires import DROM
from tenants import db

DANS_LE_CHAMP = ("metropole", "corse", DROM)


class Canal(NamedTuple):
    """`est_plateforme`: « Transmettre » is offered; else `raison` says why not."""

    est_plateforme: bool
    raison: str


def canal(document: Document) -> Canal:
    raison = _interne(document) or _client(document.tiers) or _operation(document)
    if raison:
        return Canal(False, raison)
    return Canal(True, "Entreprise française assujettie : facture électronique par votre plateforme agréée.")


def _interne(document: Document) -> str | None:
    """The avoir of an invoice refused or rejected never leaves the house (210, 213)."""
    if document.nature != "avoir" or not document.facture_id:
        return None
    refused = db.session.scalar(select(Transmission).where(Transmission.facture_id == document.facture_id))
    if refused is None or not refused.is_finale:
        return None
    return "Avoir interne : la facture a été refusée ou rejetée, il ne se transmet pas."


def _client(tiers) -> str | None:
    if tiers.is_public:
        return "Secteur public : la facture se dépose sur Chorus Pro."
    if tiers.qualification != "assujetti_fr":
        return "Ce client n’est pas une entreprise assujettie en France : envoyez par e-mail, l’e-reporting suit."
    if territoire_de(tiers.adresse_facturation) not in DANS_LE_CHAMP:
        return "Ce client est hors du champ de la facture électronique : envoyez par e-mail, l’e-reporting suit."
    if not tiers.siren:
        return "Le SIREN du client manque : complétez sa fiche, ou envoyez par e-mail."
    return None


def _operation(document: Document) -> str | None:
    frozen = document.fige and Totaux.from_dict(document.fige["totaux"])
    groupes = (frozen or document.totaux).groupes
    if groupes and all(g.categorie == "O" or g.exoneration.startswith("cgi_261") for g in groupes):
        return "Opérations exonérées (art. 261) ou hors champ de la TVA : envoyez par e-mail."
    return None
