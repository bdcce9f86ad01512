"""Reading what a URL says: days, amounts. None for what is not one."""

from datetime import date
from decimal import Decimal, InvalidOperation

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


def read_day(valeur: str) -> date | None:
    try:
        day = date.fromisoformat(valeur)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def read_amount(valeur: str) -> Decimal | None:
    """« 1 234,5 »; None when it is not an amount."""
    plain = "".join(valeur.split()).replace("€", "").replace("\u2212", "-").replace(",", ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and -12 < amount.as_tuple().exponent < 12 and amount.adjusted() < 12 else None
