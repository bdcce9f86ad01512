"""When an invoice is due: so many days after its day, then perhaps the end of the month (C. com. art. L441-10)."""

from datetime import date, timedelta

TERMES = {
    "0": "À réception",
    "15": "15 jours",
    "30": "30 jours",
    "30f": "30 jours fin de mois",
    "45": "45 jours",
    "45f": "45 jours fin de mois",
    "60": "60 jours",
}


def due_after(day: date, delai: int, fin_de_mois: bool = False) -> date:
    due = day + timedelta(days=delai)
    if fin_de_mois:
        due = (due.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return due


def due_by(terme: str, day: date) -> date:
    """The due date by one of TERMES."""
    return due_after(day, int(terme.rstrip("f")), terme.endswith("f"))


def un_an_apres(day: date) -> date:
    """The same day of the next year; 28 February for 29."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
