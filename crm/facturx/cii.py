"""The CII of a frozen document, profile EN 16931: what machines read of what is printed, and nothing else.

`factur-x` writes the tags; the terms (BT, BG) are those of EN 16931-1, their French use that of XP Z12-012.
"""

from datetime import date
from decimal import Decimal

from crm.devises import EURO
from crm.documents.contenu import Contenu, LigneImprimee
from crm.documents.vue import Vue
from crm.facturx.parties import HORS_CHAMP, acheteur, livraison, vendeur
from crm.facturx.unites import UNE, code_unite
from crm.montants import GroupeTVA, hors_taxe, remise_de

TYPES = {
    "facture": "380",
    "facture_acompte": "386",
    "facture_solde": "380",
    "facture_situation": "380",
    "facture_periodique": "380",
    "facture_rectificative": "384",
    "avoir": "381",
    "avoir_acompte": "503",
}
OPERATIONS = {("bien",): "B", ("service",): "S"}
NOTES = {"PMT": "indemnite", "PMD": "penalites", "AAB": "escompte"}
VIREMENT_SEPA, VIREMENT, REMISE = "58", "30", "95"
NIL = b' xsi:nil="true"'
"""What `factur-x` 7.8 writes on an empty group, and the schema refuses."""


def xml(contenu: Contenu) -> bytes:
    """The same content gives the same bytes."""
    from facturx import generate_xml

    written = generate_xml(terms(contenu), level="en16931", check_xsd=False, check_schematron=False)
    return written.replace(NIL, b"")


def terms(c: Contenu) -> dict:
    """What the document says, term by term."""
    t = c.totaux
    return {
        "BT-1": c.numero,
        "BT-2": c.emise_le,
        "BT-3": TYPES[c.nature],
        "BT-5": c.devise,
        "BT-6": EURO if c.conversion else None,
        "BT-8": "invoice" if c.option_debits else None,
        "BT-9": c.echeance,
        "BT-10": c.client.code_service or None,
        "BT-13": c.commande_client or c.client.engagement or None,
        "BT-20": c.conditions.paiement or Vue(c).net[0],
        "BT-23": cadre(c),
        "BT-72": c.livraison_le or c.prestation_fin or c.prestation_le or c.emise_le,
        "BT-73": c.prestation_le if c.prestation_fin else None,
        "BT-74": c.prestation_fin,
        "BT-106": str(t.lignes - t.deduit_ht),
        "BT-107": str(t.remise) if t.remise else None,
        "BT-109": str(t.ht),
        "BT-110": str(t.tva),
        "BT-111": str(c.conversion.totaux.tva) if c.conversion else None,
        "BT-112": str(t.ttc),
        "BT-113": _amount(t.ttc - du(c)),
        "BT-115": str(du(c)),
        "BG-1": _notes(c),
        "BG-3": [{"BT-25": numero, "BT-26": le} for numero, le in anterieures(c)],
        "BG-4": vendeur(c),
        "BG-7": acheteur(c),
        "BG-13": livraison(c),
        "BG-20": [_remise(c, groupe) for groupe in t.groupes if groupe.remise],
        "BG-23": _ventilation(c),
        "BG-25": [*_lignes(c), *deduites(c)],
        **_paiement(c),
    }


def du(c: Contenu) -> Decimal:
    """What is left to pay (BT-115). A retenue de garantie stays in it: it is owed, later, as BT-20 says; the norm has
    no term for it, and BT-113 is for what is paid."""
    return c.net_a_payer + (c.retenue.montant if c.retenue else 0)


def _chiffrees(c: Contenu) -> list[LigneImprimee]:
    return [ligne for ligne in c.lignes if ligne.genre == "ligne"]


def _lignes(c: Contenu) -> list[dict]:
    return [_ligne(c, rang, ligne) for rang, ligne in enumerate(_chiffrees(c), 1)]


def cadre(c: Contenu) -> str:
    """Goods, services or both; then 4 for what follows acomptes, 2 for what is paid, else 1 (BT-23, XP Z12-012)."""
    etape = "4" if c.nature == "facture_solde" else "2" if c.reglements and not c.net_a_payer else "1"
    return OPERATIONS.get(c.totaux.natures, "M") + etape


def anterieures(c: Contenu) -> list[tuple[str, date]]:
    """The invoices this one comes from or deducts, each once; an avoir names only the one it corrects."""
    named = [(r.numero, r.le) for r in c.references if r.nature in (*TYPES, "remplacee")]
    deducted = [] if c.nature.startswith("avoir") else [(d.numero, d.le) for d in c.totaux.deductions]
    return list(dict.fromkeys(named + deducted))


def deduites(c: Contenu) -> list[dict]:
    """A negative line for each deduction, so that sums of lines and VAT breakdown are net of it."""
    first, vue = len(_chiffrees(c)) + 1, Vue(c)
    return [
        {
            "BT-126": str(rang),
            "BT-129": "-1",
            "BT-130": UNE,
            "BT-131": str(-deduit.base),
            "BT-146": str(deduit.base),
            "BT-151": _categorie(c, deduit.categorie),
            "BT-152": _rate(deduit.taux) if deduit.categorie != HORS_CHAMP else None,
            "BT-153": vue.deduit(deduit),
        }
        for rang, deduit in enumerate(c.totaux.deductions, first)
    ]


def _amount(value: Decimal) -> str | None:
    return str(value) if value else None


def _notes(c: Contenu) -> list[dict]:
    """The three mentions every platform wants once (BR-FR-05), then all that is printed besides."""
    said = [(code, getattr(c.conditions, name)) for code, name in NOTES.items()]
    said += [
        *(("AAI", text) for text in (c.conversion.textes if c.conversion else ())),
        ("BLU", c.eco_participation),
        ("REG", Vue(c).pied),
        *(("AAI", text) for text in (c.introduction, *c.conditions.autres, *c.mentions)),
    ]
    return [{"BT-21": code, "BT-22": text} for code, text in said if text]


def _remise(c: Contenu, groupe: GroupeTVA) -> dict:
    rate = {} if groupe.categorie == HORS_CHAMP else {"vat_rate": _rate(groupe.taux)}  # BR-O-06
    return rate | {
        "amount": str(groupe.remise),
        "reason": Vue(c).mots["remise"],
        "reason_code": REMISE,
        "vat_category_code": _categorie(c, groupe.categorie),
    }


def _categorie(c: Contenu, categorie: str) -> str:
    """Without a VAT number one is « zero rated »: category E wants the number (XP Z12-012, G1.47)."""
    return "Z" if categorie == "E" and not c.emetteur.tva else categorie


def _ventilation(c: Contenu) -> list[dict]:
    """One breakdown per category and rate: the norm wants one only of each, whatever the reasons (BR-E-01)."""
    found: dict[tuple[str, str], list[GroupeTVA]] = {}
    for groupe in c.totaux.groupes:
        found.setdefault((_categorie(c, groupe.categorie), _rate(groupe.taux)), []).append(groupe)
    return [_groupe(c, categorie, taux, groupes) for (categorie, taux), groupes in found.items()]


def _groupe(c: Contenu, categorie: str, taux: str, groupes: list[GroupeTVA]) -> dict:
    """Why there is no VAT is said of every category but S and Z (BR-S-10, BR-Z-10)."""
    cles = {groupe.exoneration for groupe in groupes}
    motifs = [motif for motif in c.exonerations if motif.cle in cles] if categorie != "Z" else []
    return {
        "BT-116": str(sum(groupe.base for groupe in groupes)),
        "BT-117": str(sum(groupe.tva for groupe in groupes)),
        "BT-118": categorie,
        "BT-119": taux if categorie != HORS_CHAMP else None,
        "BT-120": " ; ".join(motif.texte for motif in motifs) or None,
        "BT-121": next((motif.code for motif in motifs if motif.code), None),
    }


def _prix(c: Contenu, ligne: LigneImprimee) -> dict:
    """The price before tax of one unit; of the whole quantity when what was agreed includes VAT, to be exact."""
    if not c.prix_ttc:
        return {"BT-146": str(ligne.prix_unitaire)}
    quantite = abs(ligne.quantite or Decimal(0)) or Decimal(1)
    return {"BT-146": str(abs(ligne.total_ht + _remise_de(c, ligne))), "BT-149": f"{quantite.normalize():f}"}


def _remise_de(c: Contenu, ligne: LigneImprimee) -> Decimal:
    remise = remise_de(ligne)
    return hors_taxe(remise, ligne.taux_tva) if c.prix_ttc else remise


def _ligne(c: Contenu, rang: int, ligne: LigneImprimee) -> dict:
    return {
        "BT-126": str(rang),
        "BT-129": f"{(ligne.quantite or Decimal(0)).normalize():f}",
        "BT-130": code_unite(ligne.unite),
        "BT-131": str(ligne.total_ht),
        **_prix(c, ligne),
        "BT-134": ligne.livree_le,
        "BT-135": ligne.livree_le,
        "BT-151": _categorie(c, ligne.categorie_tva),
        "BT-152": _rate(ligne.taux_tva) if ligne.categorie_tva != HORS_CHAMP else None,
        "BT-153": ligne.designation,
        "BT-154": ligne.description or None,
        "BT-155": ligne.reference or None,
        "BG-27": [_remise_ligne(c, ligne)] if ligne.remise else [],
    }


def _remise_ligne(c: Contenu, ligne: LigneImprimee) -> dict:
    percent = {"rate": f"{ligne.remise.valeur:f}"} if ligne.remise.en_pourcent else {}
    remise = _remise_de(c, ligne)
    return {"amount": str(remise), "base_amount": str(ligne.total_ht + remise), "reason_code": REMISE, **percent}


def _rate(taux: Decimal) -> str:
    """One form for one rate, of the closed list of BR-FR-16: 20, 5.5, never 20.00."""
    return f"{taux.normalize():f}"


def _paiement(c: Contenu) -> dict:
    if not c.comptes:
        return {}
    compte = c.comptes[0]
    account = {"BT-84": compte.iban, "BT-85": compte.titulaire or None, "BT-86": compte.bic or None}
    return {"BT-81": VIREMENT_SEPA if c.devise == EURO else VIREMENT, "BT-83": c.numero, **account}
