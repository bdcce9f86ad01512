"""The texts of e-mails: `{{ numero }}` is replaced, nothing is executed."""

import re

from crm.errors import RegleMetier
from tenants.config import ROOT

CHAMPS = {
    "client": "Nom du client",
    "contact": "Nom du contact",
    "numero": "Numéro du document",
    "objet": "Objet du document",
    "date": "Date du document",
    "montant": "Total TTC",
    "montant_ht": "Total HT",
    "echeance": "Échéance de la facture",
    "reste": "Reste à payer",
    "validite": "Validité du devis",
    "facture": "Facture que corrige l’avoir",
    "entreprise": "Nom de votre entreprise",
    "signature": "Nom de la personne qui envoie",
}
CHAMP = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def check(texte: str, champ: str = "texte") -> None:
    """Raises RegleMetier naming the fields nobody knows."""
    unknown = [nom for nom in CHAMP.findall(texte) if nom not in CHAMPS]
    if unknown:
        noms = ", ".join(f"{{{{ {nom} }}}}" for nom in dict.fromkeys(unknown))
        raise RegleMetier(f"Champ inconnu : {noms}. Choisissez parmi {', '.join(CHAMPS)}.", champ)


def fill(texte: str, valeurs: dict[str, str]) -> str:
    """The text with its fields. What a value contains is never read as a field."""
    check(texte)
    return CHAMP.sub(lambda found: valeurs.get(found[1], ""), texte)


def default(code: str, langue: str) -> tuple[str, str]:
    """Subject and text as the product proposes them: the first line of the file, then the rest."""
    whole = (ROOT / "templates" / "courriels" / f"{code}.{langue}.txt").read_text(encoding="utf-8")
    objet, _, texte = whole.partition("\n\n")
    return objet.strip(), texte.strip()
