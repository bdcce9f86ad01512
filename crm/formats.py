"""How values are written in French (and, on documents only, in English). The only way to print a number or a date."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

import phonenumbers
from babel import dates, numbers

from crm.clock import PARIS

NBSP = "\u00a0"
MINUS = "\u2212"
STYLES = {
    "court": "dd/MM/yyyy",
    "moyen": "d MMM yyyy",
    "long": "d MMMM yyyy",
    "complet": "EEEE d MMMM yyyy",
    "mois": "LLLL yyyy",
}
LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def _typographic(text: str) -> str:
    return text.replace("-", MINUS)


def nombre(value: Decimal | int | None, decimales: int | None = None, langue: str = "fr") -> str:
    """« 1 234,5 »: `decimales` fixes their number, else only those that are significant are shown."""
    if value is None:
        return ""
    pattern = "#,##0." + ("0" * decimales if decimales else "") if decimales is not None else "#,##0.####"
    return _typographic(numbers.format_decimal(value, pattern.rstrip("."), locale=LOCALES[langue]))


def signe(devise: str) -> str:
    """« € »; another currency is its code, since a sign is that of several countries."""
    return "€" if devise == "EUR" else devise


def montant(value: Decimal | int | None, devise: str = "EUR", langue: str = "fr", decimales: int = 2) -> str:
    """« 1 234,56 € », « 1 234,56 CHF », with the no-break spaces French wants; « €1,234.56 », « CHF 1,234.56 »."""
    if value is None:
        return ""
    if langue == "en":
        before = "€" if devise == "EUR" else f"{devise}{NBSP}"
        return f"{MINUS if value < 0 else ''}{before}{nombre(abs(value), decimales, 'en')}"
    return f"{nombre(value, decimales)}{NBSP}{signe(devise)}"


def euros(value: Decimal | int | None, decimales: int = 2, langue: str = "fr") -> str:
    return montant(value, "EUR", langue, decimales)


def pourcent(value: Decimal | int | None, langue: str = "fr") -> str:
    if value is None:
        return ""
    return f"{nombre(value, langue=langue)}{NBSP if langue == 'fr' else ''}%"


def _local(value: date | datetime) -> date:
    return value.astimezone(PARIS).date() if isinstance(value, datetime) else value


def jour(value: date | datetime | None, forme: str = "moyen", langue: str = "fr") -> str:
    """« 21 nov. 2026 »; forme « court » 21/11/2026, « long » 21 novembre 2026, « complet » samedi 21 novembre 2026,
    « mois » novembre 2026; the first of a month is « 1er »."""
    if value is None:
        return ""
    said = dates.format_date(_local(value), STYLES[forme], locale=LOCALES[langue])
    is_first = langue == "fr" and forme in ("moyen", "long", "complet") and _local(value).day == 1
    return re.sub(r"\b1 ", "1er ", said, count=1) if is_first else said


def heure(value: datetime | None) -> str:
    return value.astimezone(PARIS).strftime("%H:%M") if value else ""


def moment(value: datetime | None) -> str:
    """« 21 nov. 2026 à 15:30 »."""
    return f"{jour(value)} à {heure(value)}" if value else ""


def jour_relatif(value: date | datetime | None, today: date) -> str:
    """« Aujourd’hui », « Demain », « Hier », « il y a 4 j », « dans 3 j », else the date."""
    if value is None:
        return ""
    days = (_local(value) - today).days
    near = {0: "Aujourd’hui", 1: "Demain", -1: "Hier"}
    if days in near:
        return near[days]
    if abs(days) <= 7:
        return f"dans {days}{NBSP}j" if days > 0 else f"il y a {-days}{NBSP}j"
    return jour(value)


def pluriel(count: int, singulier: str, au_pluriel: str | None = None) -> str:
    """« 0 prospect », « 1 prospect », « 248 prospects »: French plural begins at 2."""
    word = singulier if abs(count) < 2 else (au_pluriel or f"{singulier}s")
    return f"{nombre(count)}{NBSP}{word}"


def unite(nom: str | None, quantite: Decimal | None) -> str:
    """« heures » for 2 heure, « forfait » for 1; symbols (m², kg, h) and words that end in s or x never change."""
    if not nom or quantite is None or abs(quantite) < 2 or len(nom) < 3 or not nom.isalpha() or nom[-1] in "sxz":
        return nom or ""
    return f"{nom}s"


def telephone(value: str | None) -> str:
    """« 04 72 61 08 33 », or the international form of a foreign number; what was typed when it cannot be read."""
    if not value:
        return ""
    try:
        number = phonenumbers.parse(value, "FR")
    except phonenumbers.NumberParseException:
        return value
    form = phonenumbers.PhoneNumberFormat
    national = number.country_code == 33
    return phonenumbers.format_number(number, form.NATIONAL if national else form.INTERNATIONAL)


def siren(value: str | None) -> str:
    """« 812 345 678 », and « 812 345 678 00012 » for a SIRET."""
    if not value:
        return ""
    return NBSP.join(part for part in (value[:3], value[3:6], value[6:9], value[9:]) if part)


def iban(value: str | None) -> str:
    return NBSP.join(value[i : i + 4] for i in range(0, len(value), 4)) if value else ""


def sans_accent(texte: str) -> str:
    """« Œuvre à créer » → « OEuvre a creer »."""
    plain = texte.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def taille(octets: int) -> str:
    """« 12 ko », « 3,4 Mo »."""
    if octets < 1_000_000:
        return f"{nombre(max(1, round(octets / 1000)))}{NBSP}ko"
    return f"{nombre(Decimal(octets) / 1_000_000, 1)}{NBSP}Mo"


_AMOUNTS, _DAYS = (euros, montant, signe, nombre, pourcent, pluriel, unite, taille), (jour, heure, moment, jour_relatif)
_EXPOSED = (*_AMOUNTS, *_DAYS, telephone, siren, iban)
FILTRES = {function.__name__: function for function in _EXPOSED}
