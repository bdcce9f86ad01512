"""An invoice that goes by the platform is sent by e-mail as a copy, never as a second original (FE-54).

The attached file stays the one that was deposited, to the byte: its name, the subject and the text say it is a copy.
"""

from pathlib import PurePath

from crm.devis import Devis
from crm.factures import Document
from crm.plateforme import Transmission

OBJET = {"fr": "Copie : ", "en": "Copy: "}
PHRASE = {
    "fr": "Le PDF joint est une copie : l’original est la facture électronique reçue par votre plateforme agréée.",
    "en": "The attached PDF is a copy: the original is the electronic invoice received by your approved platform.",
}
SUFFIXE = {"fr": "copie", "en": "copy"}


def is_copie(document: Devis | Document) -> bool:
    """Whether it was handed to the platform, that did not turn it away."""
    if isinstance(document, Devis):
        return False
    transmission = Transmission.of(document)
    return transmission is not None and not (transmission.hors_annuaire_a or transmission.is_finale)


def mark(document: Document, objet: str, texte: str) -> tuple[str, str]:
    """Subject and text, that say so once."""
    objet = objet if objet.startswith(OBJET[document.langue]) else OBJET[document.langue] + objet
    phrase = PHRASE[document.langue]
    return objet, texte if phrase in texte else f"{texte.rstrip()}\n\n{phrase}"


def name(document: Document, nom: str) -> str:
    path = PurePath(nom)
    return f"{path.stem}-{SUFFIXE[document.langue]}{path.suffix}"
