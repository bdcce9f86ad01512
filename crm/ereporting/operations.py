"""What of an issued document is reported: to whom it is sold, when, in which category (FE-02, FE-40, FE-41, FE-44)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crm.documents.contenu import Contenu
from crm.factures import Document
from crm.fiscalite import territoire_de
from crm.montants import GroupeTVA, arrondi
from crm.montants.nombres import repartir_au_dernier
from crm.territoires import DROM

BIENS, SERVICES, NON_TAXE, MARGE = "TLB1", "TPS1", "TNT1", "TMA1"
HORS_DE_FRANCE = ("O", "G", "K", "AE")
HORS_CHAMP = ("cgi_261", "debours")
ICI = ("metropole", "corse", DROM)
INTERNATIONAL, NON_ASSUJETTI = "international", "non_assujetti"


class Part(NamedTuple):
    """A share of a document: one category, one rate. `code`, `exoneration`: those of its VAT on the invoice."""

    categorie: str
    code: str
    exoneration: str
    taux: Decimal
    base: Decimal
    tva: Decimal


def portee(document: Document, hors_annuaire: set[int]) -> str | None:
    """« international » (10.1, 10.2), « non_assujetti » (10.3, 10.4), or None: an e-invoice or Chorus Pro tells it.

    `hors_annuaire`: the documents whose client the directory did not know, reported as to a consumer (FE-02)."""
    tiers = document.tiers
    if document.id in hors_annuaire:
        return NON_ASSUJETTI
    if tiers.qualification in ("particulier", "association"):
        return NON_ASSUJETTI
    if tiers.qualification in ("assujetti_ue", "hors_ue"):
        return INTERNATIONAL
    if tiers.is_public or territoire_de(tiers.adresse_facturation) in ICI:
        return None
    return INTERNATIONAL


def jour_operation(document) -> date:
    """When it was delivered or done; when it is invoiced if nothing is said."""
    return document.livraison_le or document.prestation_fin or document.prestation_le or document.emise_le


def parts(contenu: Contenu) -> Iterator[Part]:
    """The document by category and rate; operations exempt by articles 261 to 261 E, and débours, are not reported."""
    for groupe in contenu.totaux.groupes:
        if groupe.exoneration.startswith(HORS_CHAMP):
            continue
        natures = _natures(contenu, groupe)
        poids = list(natures.values())
        bases, tvas = (repartir_au_dernier(montant, poids) for montant in (groupe.base, groupe.tva))
        for nature, base, tva in zip(natures, bases, tvas, strict=True):
            yield Part(_categorie(groupe, nature), groupe.categorie, groupe.exoneration, groupe.taux, base, tva)


def _natures(contenu: Contenu, groupe: GroupeTVA) -> dict[str, Decimal]:
    """What the lines of this group amount to, by nature."""
    found: dict[str, Decimal] = {}
    for ligne in contenu.lignes:
        is_mine = ligne.genre == "ligne" and ligne.exoneration == groupe.exoneration
        if is_mine and arrondi(ligne.taux_tva) == arrondi(groupe.taux):
            found[ligne.nature] = found.get(ligne.nature, Decimal(0)) + ligne.total_ht
    return found if sum(found.values()) else {next(iter(found), "service"): Decimal(1)}


def _categorie(groupe: GroupeTVA, nature: str) -> str:
    if groupe.exoneration.startswith("marge"):
        return MARGE
    if groupe.categorie in HORS_DE_FRANCE:
        return NON_TAXE
    return BIENS if nature == "bien" else SERVICES
