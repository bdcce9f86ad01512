"""Units of measure as invoices exchange them (UN/ECE recommendation 20)."""

import unicodedata

UNE = "C62"
CODES = {
    "unite": UNE,
    "piece": "H87",
    "exemplaire": "H87",
    "heure": "HUR",
    "h": "HUR",
    "jour": "DAY",
    "j": "DAY",
    "semaine": "WEE",
    "mois": "MON",
    "trimestre": "QAN",
    "an": "ANN",
    "annee": "ANN",
    "minute": "MIN",
    "forfait": "LS",
    "lot": "NMP",
    "paire": "PR",
    "g": "GRM",
    "kg": "KGM",
    "t": "TNE",
    "tonne": "TNE",
    "l": "LTR",
    "litre": "LTR",
    "m3": "MTQ",
    "m2": "MTK",
    "m": "MTR",
    "ml": "MTR",
    "metre": "MTR",
    "cm": "CMT",
    "mm": "MMT",
    "km": "KMT",
    "kwh": "KWH",
}


def code_unite(unite: str) -> str:
    """The code of a unit as it is printed; « one » when the list has no such unit, whose name stays on the line."""
    plain = unicodedata.normalize("NFKD", unite.lower()).replace("m²", "m2").rstrip(".")
    return CODES.get("".join(char for char in plain if not unicodedata.combining(char)), UNE)
