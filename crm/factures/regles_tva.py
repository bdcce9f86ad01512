"""The rules of VAT: rates, reasons to bear none, what each reason asks of the buyer and of the seller (MEN, TVA)."""

from functools import partial

from crm import formats
from crm.factures.controle import Contexte, regle
from crm.factures.franchise import franchise_said
from crm.fiscalite import destination, exoneration_de, exonerations_possibles, taux_possibles
from crm.imprimes import TAUX_TRAVAUX
from crm.montants import CATEGORIES
from crm.territoires import TERRITOIRES

TVA: list = []
A242_12 = "CGI ann. II art. 242 nonies A, 12°"
tva = partial(regle, TVA)
BIENS, SERVICES = "biens", "services"
DE_BIENS = {"livraison_ue", "livraison_drom", "marge_occasion", "marge_art", "marge_collection"}
DE_SERVICES = {"services_ue", "services_hors_ue", "autoliquidation_btp"}
HORS_FRANCHISE = {"autoliquidation_btp", "livraison_ue"}


def codes(c: Contexte) -> set[str]:
    return {ligne.exoneration for ligne in c.document.lignes_chiffrees if ligne.exoneration}


def named(c: Contexte, code: str) -> str:
    return next((repere.intitule for repere in c.droit.exonerations if repere.code == code), code)


@tva("TVA-02", "Taux de TVA", "CGI art. 278 à 281 nonies", "lignes", "taux_tva")
def rates(c: Contexte) -> str | None:
    known = {repere.valeur for repere in c.droit.taux_tva(None)}
    wrong = [x.taux_tva for x in c.document.lignes_chiffrees if x.taux_tva not in known]
    said = formats.pourcent(wrong[0]) if wrong else ""
    return f"Le taux de {said} n’existe pas à cette date : choisissez-en un autre." if wrong else None


@tva("TVA-01", "Taux du territoire", "CGI art. 294 à 297", "lignes", "taux_tva", bloquante=False)
def local_rates(c: Contexte) -> str | None:
    known = {repere.valeur for repere in taux_possibles(c.droit, c.parametres, c.tiers)}
    wrong = [x.taux_tva for x in c.document.lignes_chiffrees if x.taux_tva and x.taux_tva not in known]
    said = formats.pourcent(wrong[0]) if wrong else ""
    return f"Le taux de {said} n’a pas cours où vous êtes ni où est votre client : vérifiez-le." if wrong else None


@tva("FAC-38", "Pas de TVA en franchise", "CGI art. 283-3 et 293 B", "lignes", "taux_tva")
def franchise(c: Contexte) -> str | None:
    if not c.parametres.is_franchise:
        return None
    if c.document.total_tva:
        return "Votre entreprise est en franchise : elle ne facture pas de TVA. Choisissez « Franchise en base »."
    wrong = sorted(codes(c) & HORS_FRANCHISE)
    return f"La franchise prime sur « {named(c, wrong[0])} » : choisissez « Franchise en base »." if wrong else None


@tva("FAC-19", "Motif d’exonération", A242_12, "lignes", "taux_tva")
def reason(c: Contexte) -> str | None:
    bare = [x.designation for x in c.document.lignes_chiffrees if x.categorie_tva != "S" and not x.exoneration]
    return f"« {bare[0]} » est sans TVA : choisissez pourquoi dans sa colonne TVA." if bare else None


@tva("MEN-00", "Motif en vigueur et propre à ce client", A242_12, "lignes", "taux_tva")
def reason_fits(c: Contexte) -> str | None:
    possible = {repere.code for repere in exonerations_possibles(c.droit, c.parametres, c.tiers)}
    wrong = sorted(codes(c) - possible)
    if not wrong:
        return None
    where = TERRITOIRES[destination(c.tiers, "bien" if wrong[0] in DE_BIENS else "service")]
    return f"« {named(c, wrong[0])} » ne vaut pas pour ce client (situé en : {where}) : choisissez un autre motif."


@tva("MEN-05", "Motif propre à la nature de la ligne", "CGI art. 259 et 262 ter", "lignes", "taux_tva")
def reason_nature(c: Contexte) -> str | None:
    for ligne in c.document.lignes_chiffrees:
        wanted = "bien" if ligne.exoneration in DE_BIENS else "service" if ligne.exoneration in DE_SERVICES else None
        if wanted and ligne.nature != wanted:
            return f"« {ligne.designation} » : « {named(c, ligne.exoneration)} » ne vaut que pour un {wanted}."
    return None


@tva("MEN-07", "Sous-traitance entre assujettis", "CGI art. 283-2 nonies", "tiers", "qualification")
def building(c: Contexte) -> str | None:
    if "autoliquidation_btp" not in codes(c) or c.tiers.qualification == "assujetti_fr":
        return None
    return "L’autoliquidation du bâtiment suppose un donneur d’ordre assujetti en France : vérifiez la fiche du client."


@tva("FAC-13", "Numéro de TVA du client", "CGI ann. II art. 242 nonies A, 3° et 4°", "tiers", "tva_intracom")
def buyer_vat(c: Contexte) -> str | None:
    asked = [ligne for ligne in c.document.lignes_chiffrees if ligne.categorie_tva in ("AE", "K")]
    if not asked:
        return None
    numero = c.tiers.tva_intracom or ""
    if not numero:
        return f"Le numéro de TVA de {c.tiers.libelle} manque : il doit la TVA, ou l’achète dans l’Union."
    if numero.startswith("FR") and asked[0].exoneration in ("livraison_ue", "services_ue"):
        return f"Le numéro de TVA de {c.tiers.libelle} est français : il faut celui d’un autre État de l’Union."
    return None


@tva("FAC-12", "Votre numéro de TVA, sans TVA facturée", "CGI art. 286 ter", "parametres", "tva_intracom")
def seller_vat_abroad(c: Contexte) -> str | None:
    asked = any(ligne.categorie_tva in ("AE", "K", "G") for ligne in c.document.lignes_chiffrees)
    return "Votre numéro de TVA manque : complétez votre identité." if asked and not c.parametres.tva_intracom else None


@tva(
    "MEN-14",
    "Travaux dans un logement",
    "CGI art. 278-0 bis A et 279-0 bis",
    "document",
    "travaux_logement",
    bloquante=False,
)
def works(c: Contexte) -> str | None:
    reduced = [x for x in c.document.lignes_chiffrees if x.taux_tva in TAUX_TRAVAUX]
    if c.document.travaux_logement:
        return None if reduced else "Aucune ligne à 10 % ni à 5,5 % : votre client n’aura rien à certifier."
    if not (c.parametres.decennale and any(x.nature == "service" for x in reduced)):
        return None
    return "Des travaux à taux réduit ? Cochez « Travaux dans un logement » : votre client certifie qu’il y a droit."


@tva("TVA-06", "Seuil de la franchise", "CGI art. 293 B", "parametres", "regime_tva", bloquante=False)
def franchise_ends(c: Contexte) -> str | None:
    return franchise_said(c.document, c.day, c.droit) if c.parametres.is_franchise else None


@tva("TVA-03", "Hors champ seul", "EN 16931, BR-O-11", "lignes", "taux_tva")
def alone_outside(c: Contexte) -> str | None:
    categories = {ligne.categorie_tva for ligne in c.document.lignes_chiffrees}
    if "O" not in categories or len(categories) == 1:
        return None
    others = ", ".join(CATEGORIES[one].lower() for one in sorted(categories - {"O"}))
    return f"Des lignes hors du champ de la TVA ne se mêlent pas à d’autres ({others}) : faites deux documents."


@tva("IDT-10", "TVA habituelle pour ce client", "CGI art. 259, 262, 283 et 294", "lignes", "taux_tva", bloquante=False)
def usual(c: Contexte) -> str | None:
    for nature, nom in (("bien", BIENS), ("service", SERVICES)):
        code = exoneration_de(c.parametres, c.tiers, nature)
        if code and any(x.nature == nature and x.taux_tva for x in c.document.lignes_chiffrees):
            return f"Les {nom} vendus à ce client sont d’ordinaire sans TVA ({named(c, code)}) : vérifiez les lignes."
    return None
