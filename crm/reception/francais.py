"""What an official rule says, in French: the gap it found, and what to ask of the supplier."""

import re

from crm.facturx.regles import Ecart
from crm.reception.constats import Constat
from crm.reception.termes import ELEMENTS, named

SOMMES = {
    "BR-CO-10": "la somme des lignes (BT-106) n’est pas le total des montants nets de lignes (BT-131)",
    "BR-CO-11": "la somme des remises (BT-107) n’est pas le total des remises du document (BT-92)",
    "BR-CO-12": "la somme des frais (BT-108) n’est pas le total des frais du document (BT-99)",
    "BR-CO-13": "le total HT (BT-109) n’est pas la somme des lignes (BT-106), moins les remises, plus les frais",
    "BR-CO-14": "le total de TVA (BT-110) n’est pas la somme de la TVA de chaque taux (BT-117)",
    "BR-CO-15": "le total TTC (BT-112) n’est pas le total HT (BT-109) plus la TVA (BT-110)",
    "BR-CO-16": "le net à payer (BT-115) n’est pas le total TTC (BT-112), moins le déjà payé, plus l’arrondi",
    "BR-CO-17": "la TVA d’un taux (BT-117) n’est pas sa base (BT-116) multipliée par ce taux (BT-119)",
}
AUTRES = {
    "BR-16": "la facture n’a aucune ligne (BG-25)",
    "BR-27": "le prix unitaire net d’une ligne (BT-146) est négatif : une remise se porte sur la quantité ou en remise",
    "BR-28": "le prix unitaire brut d’une ligne (BT-148) est négatif",
    "BR-CO-03": "la date (BT-7) et le code (BT-8) d’exigibilité de la TVA ne vont pas ensemble",
    "BR-CO-09": "un numéro de TVA ne commence pas par les deux lettres de son pays",
    "BR-CO-18": "il manque le détail de la TVA par taux (BG-23)",
    "BR-CO-25": "un montant reste à payer sans date d’échéance (BT-9) ni conditions de paiement (BT-20)",
    "BR-CO-26": "rien n’identifie le vendeur : ni identifiant, ni SIREN (BT-30), ni numéro de TVA (BT-31)",
}
CATEGORIES = {
    "S": "taxées",
    "Z": "au taux zéro",
    "E": "exonérées",
    "AE": "en autoliquidation",
    "IC": "intracommunautaires",
    "G": "à l’export",
    "O": "hors champ de la TVA",
    "AF": "taxées aux Canaries (IGIC)",
    "AG": "taxées à Ceuta et Melilla (IPSI)",
    "B": "en split payment italien",
}
PAR_CATEGORIE = {
    "01": "le détail de la TVA (BG-23) ne comporte pas le groupe attendu pour les opérations {}",
    "02": "un numéro de TVA ou un identifiant manque (vendeur BT-31, acheteur BT-48) pour les lignes {}",
    "03": "un numéro de TVA ou un identifiant manque (vendeur BT-31, acheteur BT-48) pour les remises {}",
    "04": "un numéro de TVA ou un identifiant manque (vendeur BT-31, acheteur BT-48) pour les frais {}",
    "05": "le taux de TVA (BT-152) ne convient pas aux lignes {}",
    "06": "le taux de TVA (BT-96) ne convient pas aux remises {}",
    "07": "le taux de TVA (BT-103) ne convient pas aux frais {}",
    "08": "la base de TVA d’un taux (BT-116) n’est pas la somme de ses opérations {}",
    "09": "le montant de TVA d’un taux (BT-117) est faux pour les opérations {}",
    "10": "le motif d’exonération (BT-120, BT-121) n’est pas celui qu’attendent les opérations {}",
}
TVA = re.compile(r"BR-(S|Z|E|AE|IC|G|O|AF|AG|B)-(\d\d)")
BUSINESS = re.compile(r"\((B[TG]-\d+)\)")
FRANCE = re.compile(r"BR-FR-[\w/.-]+ *: *")
INATTENDU = re.compile(r"Element '([^']+)': This element is not expected\.(?: Expected is (?:one of )?\( ([^)]+?) \))?")
INCOMPLET = re.compile(r"Element '([^']+)': Missing child element\(s\)\.(?: Expected is (?:one of )?\( ([^)]+?) \))?")
OCCURS = re.compile(r"Element '([^']+)' must occur")
REFUSED = re.compile(r"Value of '([^']+)' is not allowed")
VALEUR = re.compile(r"Element '([^']+)': '([^']*)' is not a valid value of the atomic type '([^']+)'")


def constat(ecart: Ecart) -> Constat:
    """A gap as one says it to the supplier."""
    say = _france if ecart.regle.startswith("BR-FR") else _schema if ecart.regle == "XSD" else _norme
    phrase = say(ecart)
    return Constat(
        regle=ecart.regle or "EN 16931",
        phrase=f"{phrase[0].upper()}{phrase[1:].rstrip('.')}.",
        demande="Demandez au fournisseur de le corriger et de renvoyer le fichier.",
        motif=_motif(ecart.regle),
        bloquant=ecart.bloquant,
    )


def _motif(regle: str) -> str:
    if regle in SOMMES:
        return "MONTANTTOTAL_ERR" if regle in ("BR-CO-15", "BR-CO-16") else "CALCUL_ERR"
    return "TX_TVA_ERR" if TVA.match(regle) or regle.startswith("BR-FR-16") else "NON_CONFORME"


def _france(ecart: Ecart) -> str:
    """The French rules speak French already."""
    return FRANCE.sub("", ecart.texte, count=1).strip() or f"la règle {ecart.regle} n’est pas respectée"


def _norme(ecart: Ecart) -> str:
    regle, codes = ecart.regle, list(dict.fromkeys(BUSINESS.findall(ecart.texte)))
    if said := SOMMES.get(regle) or AUTRES.get(regle):
        return said
    if (found := TVA.fullmatch(regle)) and found[2] in PAR_CATEGORIE:
        return PAR_CATEGORIE[found[2]].format(CATEGORIES[found[1]])
    if regle.startswith("BR-DEC") and codes:
        return f"{named(codes[0])} a plus de deux décimales"
    if found := OCCURS.search(ecart.texte):
        return f"{_tag(found[1])} manque, ou se répète"
    if found := REFUSED.search(ecart.texte):
        return f"la valeur de {_tag(found[1])} n’est pas dans la liste admise"
    if re.fullmatch(r"BR-\d+", regle) and codes and "shall NOT" not in ecart.texte:
        return f"il manque {named(codes[-1])}"
    about = ", ".join(named(code) for code in codes) or ecart.texte.split("]")[-1].strip(" -.")
    return f"la norme n’est pas respectée : {about}"


def _schema(ecart: Ecart) -> str:
    if found := VALEUR.search(ecart.texte):
        tag, value, kind = _tag(found[1]), found[2], found[3]
        form = "un nombre, écrit avec un point décimal et sans espace" if "decimal" in kind else "une valeur admise"
        return f"« {value} », donné pour {tag}, n’est pas {form}"
    if found := INCOMPLET.search(ecart.texte):
        return f"dans {_tag(found[1])}, il manque {_tags(found[2])}"
    if found := INATTENDU.search(ecart.texte):
        missing = f" : il manque {_tags(found[2])} avant" if found[2] else ""
        return f"{_tag(found[1])} n’est pas à sa place{missing}"
    return f"le fichier n’a pas la forme du schéma officiel, {ecart.lieu}"


def _tags(names: str | None) -> str:
    return " ou ".join(_tag(name) for name in names.split(", ")[:4]) if names else "un élément"


def _tag(name: str) -> str:
    bare = name.rsplit("}", 1)[-1].rsplit(":", 1)[-1]
    return named(ELEMENTS[bare]) if bare in ELEMENTS else f"« {bare} »"
