"""An address as the post wants it on an envelope (AFNOR NF Z10-011): six lines of 38 characters, capitals below."""

import re
import unicodedata

from crm.documents.identites import Adresse
from crm.errors import RegleMetier

LIGNES, CARACTERES = 6, 38
ABREVIATIONS = {
    "AVENUE": "AV",
    "BOULEVARD": "BD",
    "PLACE": "PL",
    "IMPASSE": "IMP",
    "CHEMIN": "CHE",
    "ALLEE": "ALL",
    "ROUTE": "RTE",
    "SQUARE": "SQ",
    "FAUBOURG": "FG",
    "RESIDENCE": "RES",
    "BATIMENT": "BAT",
    "APPARTEMENT": "APP",
    "LOTISSEMENT": "LOT",
    "MARECHAL": "MAL",
    "GENERAL": "GAL",
    "DOCTEUR": "DR",
    "SAINT": "ST",
    "SAINTE": "STE",
    "ZONE INDUSTRIELLE": "ZI",
    "ZONE ARTISANALE": "ZA",
    "ETABLISSEMENTS": "ETS",
    "SOCIETE": "STE",
    "COMPAGNIE": "CIE",
}


def lignes_postales(noms: tuple[str, ...], adresse: Adresse) -> tuple[str, ...]:
    """At most six lines, the country last when the letter leaves France (then seven). Names are never abbreviated away.

    Too many lines are refused rather than cut: a letter without its street does not arrive.
    """
    lines = [_capitales(line) for line in (*noms, *adresse.lignes) if line.strip()]
    town = _capitales(f"{adresse.code_postal} {adresse.ville}")
    country = _capitales(adresse.nom_du_pays())
    lines = [_short(line) for line in (*lines, town) if line]
    if len(lines) > LIGNES:
        raise RegleMetier(
            f"L’adresse de « {noms[0] if noms else adresse.ville} » compte {len(lines)} lignes, la poste en lit "
            f"{LIGNES} : regroupez-en.",
            "adresse",
        )
    return (*lines, country) if country else tuple(lines)


def _capitales(text: str) -> str:
    """Capitals without accents nor punctuation, as sorting machines read them; « bis » and figures stay."""
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE").replace("ß", "ss")
    bare = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in bare if not unicodedata.combining(c)).upper()
    return " ".join(re.sub(r"[^\w&/]|_", " ", bare).split())


def _short(line: str) -> str:
    """Abbreviate, the longest words first, only as far as needed; then refuse."""
    for word, short in sorted(ABREVIATIONS.items(), key=lambda item: -len(item[0])):
        if len(line) <= CARACTERES:
            return line
        line = re.sub(rf"\b{word}\b", short, line)
    if len(line) > CARACTERES:
        raise RegleMetier(
            f"La ligne d’adresse « {line} » dépasse {CARACTERES} caractères : abrégez-la ou coupez-la en deux.",
            "adresse",
        )
    return line
