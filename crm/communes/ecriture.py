"""The name of a town as it is searched, and as an envelope bears it."""

import re
import unicodedata

LONGUEUR = 32
"""What an envelope holds after the postal code (NF Z 10-011)."""
ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints"}
ARTICLE = re.compile(r"^(?:le|la|les|l|los|las) (?=.)")
ABREVIATIONS = (
    (r"\s*\([^)]*\)", ""),
    (r"\bSaint\b", "St"),
    (r"\bSainte\b", "Ste"),
    (r"-sur-", " s/ "),
    (r"-sous-", " s/s "),
)


def search_key(nom: str) -> str:
    """« St-Étienne » → « saint etienne »: capitals, accents, hyphens and abbreviations tell no towns apart."""
    plain = unicodedata.normalize("NFKD", nom.lower().replace("œ", "oe").replace("æ", "ae"))
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split()
    return " ".join(ABREGES.get(word, word) for word in words)


def without_article(cle: str) -> str:
    return ARTICLE.sub("", cle)


def postal_name(nom: str) -> str:
    """The name, shortened step by step when an address line cannot hold it."""
    for long, short in ABREVIATIONS:
        if len(nom) <= LONGUEUR:
            break
        nom = re.sub(long, short, nom)
    return nom[:LONGUEUR].rstrip(" -'")
