"""How the French type values: the only way to read a number, a day, a yes or a no. The mirror of crm.formats.

Each `read_x` raises ValueError with a French sentence that says what to write.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from email_validator import EmailNotValidError, validate_email

from crm.listes.lecture import EARLIEST, LATEST

EMAIL = "Saisissez une adresse e-mail valide, par exemple prenom.nom@societe.fr."
NOMBRE = "Saisissez un nombre, par exemple 1 234,56."
JOUR = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[ T].*)?")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
OUI, NON = {"oui", "o", "vrai", "true", "yes", "y", "1", "x"}, {"non", "n", "faux", "false", "no", "0"}


def read_decimal(text: str) -> Decimal:
    """« 1 234,56 », with or without € or %."""
    plain = "".join(text.split()).replace("€", "").replace("%", "").replace("\u2212", "-").replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise ValueError(NOMBRE) from None
    if not value.is_finite():
        raise ValueError(NOMBRE)
    return value


def read_jour(text: str) -> date:
    """« 21/11/2026 », « 21.11.26 », or « 2026-11-21 »; the hour that follows is left out.

    Two figures are of this century up to 29, of the last one from 30, as in spreadsheets.
    """
    text = text.strip()
    french, iso = JOUR.fullmatch(text), ISO.fullmatch(text)
    parts = (french[3], french[2], french[1]) if french else iso.groups() if iso else ()
    try:
        year, month, day = (int(part) for part in parts)
        read = date(year + (len(parts[0]) == 2) * (2000 if year < 30 else 1900), month, day)
    except ValueError:
        raise ValueError("Écrivez la date jour/mois/année, par exemple 21/11/2026.") from None
    if not EARLIEST <= read <= LATEST:
        raise ValueError("Cette date est trop ancienne ou trop lointaine : vérifiez l’année.")
    return read


def read_oui_non(text: str) -> bool:
    word = text.strip().lower()
    if word not in OUI | NON:
        raise ValueError("Écrivez « oui » ou « non ».")
    return word in OUI


def read_email(text: str) -> str:
    try:
        return validate_email(text.strip(), check_deliverability=False).original
    except EmailNotValidError:
        raise ValueError(EMAIL) from None
