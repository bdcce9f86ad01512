"""Which syntax and profile a received XML is written in, hence which official files judge it."""

import copy
from dataclasses import dataclass

from lxml import etree

from crm.facturx import jeux
from crm.facturx.regles import Jeu
from crm.reception.constats import Constat, FichierRefuse

CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
ESPACES = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "cac": f"{UBL}CommonAggregateComponents-2",
    "cbc": f"{UBL}CommonBasicComponents-2",
}
NORME = "urn:cen.eu:en16931:2017"
PROFILS = {
    "urn:factur-x.eu:1p0:minimum": "MINIMUM",
    "urn:factur-x.eu:1p0:basicwl": "BASIC WL",
    f"{NORME}#compliant#urn:factur-x.eu:1p0:basic": "BASIC",
    NORME: "EN 16931",
    f"{NORME}#conformant#urn:factur-x.eu:1p0:extended": "EXTENDED",
    f"{NORME}#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr": "EXTENDED-CTC-FR",
}
SANS_LIGNES = ("MINIMUM", "BASIC WL")
PROFIL_CII = ".//ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"


@dataclass(frozen=True)
class Syntaxe:
    """`saveur`: its name for `factur-x`; `partie`: how a party's country is found, for the seller and the buyer."""

    libelle: str
    saveur: str
    profil_en: str
    pays: tuple[str, str]
    ligne: str
    jeux: dict[str, Jeu]


_PAYS_CII = "string(.//ram:{}TradeParty/ram:PostalTradeAddress/ram:CountryID)"
_PAYS_UBL = "string(cac:Accounting{}Party/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode)"
_UBL = ("cbc:CustomizationID", (_PAYS_UBL.format("Supplier"), _PAYS_UBL.format("Customer")))
SYNTAXES = {
    f"{{{CII}}}CrossIndustryInvoice": Syntaxe(
        "CII",
        "factur-x",
        PROFIL_CII,
        (_PAYS_CII.format("Seller"), _PAYS_CII.format("Buyer")),
        ".//ram:IncludedSupplyChainTradeLineItem",
        jeux.CII,
    ),
    f"{{{UBL}Invoice-2}}Invoice": Syntaxe("UBL", "ubl-2.1-invoice", *_UBL, "cac:InvoiceLine", jeux.UBL_FACTURE),
    f"{{{UBL}CreditNote-2}}CreditNote": Syntaxe(
        "UBL", "ubl-2.1-creditnote", *_UBL, "cac:CreditNoteLine", jeux.UBL_AVOIR
    ),
}


def syntaxe_of(root: etree._Element) -> Syntaxe:
    """Raises FichierRefuse when the document is no invoice we know."""
    if root.tag in SYNTAXES:
        return SYNTAXES[root.tag]
    name = etree.QName(root)
    phrase = f"Le document « {name.localname} » ({name.namespace or 'sans espace de noms'}) n’est pas une facture "
    demande = "Demandez au fournisseur une facture Factur-X, CII D22B ou UBL 2.1."
    raise FichierRefuse(Constat(regle="XSD · espace de noms", phrase=f"{phrase}CII ou UBL.", demande=demande))


def profil_of(root: etree._Element, syntaxe: Syntaxe) -> str:
    """The profile of BT-24; national uses of EN 16931 are EN 16931. Raises FichierRefuse on an unknown one."""
    said = " ".join(root.findtext(syntaxe.profil_en, "", ESPACES).split())
    if not said:
        phrase = "Il manque le profil du fichier (BT-24) : rien ne dit quelles règles il suit."
        raise FichierRefuse(Constat(regle="BR-01", phrase=phrase))
    is_national = said.startswith(f"{NORME}#compliant#") and "urn:factur-x.eu" not in said
    profil = PROFILS.get(said) or ("EN 16931" if is_national else "")
    if not profil:
        phrase = f"Le profil du fichier (BT-24), « {said[:120]} », n’est pas un profil de facture connu."
        demande = "Demandez au fournisseur le profil EN 16931, BASIC, EXTENDED ou EXTENDED-CTC-FR."
        raise FichierRefuse(Constat(regle="BT-24 · profil", phrase=phrase, demande=demande))
    return profil


def judged(root: etree._Element, syntaxe: Syntaxe, profil: str) -> tuple[bytes, Jeu]:
    """The XML as its rules must read it, and those rules: what has lines is never less than BASIC.

    National uses and richer contents are given the BT-24 of the rules that judge them, which know no other.
    """
    has_lines = root.find(syntaxe.ligne, ESPACES) is not None
    real = "BASIC" if profil in SANS_LIGNES and has_lines else profil
    seen = copy.deepcopy(root)
    if syntaxe.libelle == "CII":
        wanted = next(urn for urn, name in PROFILS.items() if name == real)
        seen.find(syntaxe.profil_en, ESPACES).text = wanted
    return etree.tostring(seen, encoding="utf-8"), syntaxe.jeux.get(real, syntaxe.jeux["EN 16931"])


def are_both_french(root: etree._Element, syntaxe: Syntaxe) -> bool:
    """BR-FR judges what a French company writes to another; a foreign supplier follows the norm alone."""
    return all(root.xpath(pays, namespaces=ESPACES).strip() in FRANCE for pays in syntaxe.pays)


FRANCE = ("FR", "GP", "MQ", "GF", "RE", "YT")
"""France and the departments overseas, where its VAT law holds or is known (CGI art. 294)."""
