"""Days, months and fiscal years."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crm import formats
from crm.clock import PARIS

GENRES = {"jour": "Journalière", "mois": "Mensuelle", "exercice": "Annuelle"}


@dataclass(frozen=True)
class Periode:
    """From the first to the last day, both included."""

    genre: str
    debut: date
    fin: date

    @classmethod
    def around(cls, genre: str, day: date, exercice_debut: date | None = None) -> "Periode":
        """The day, month or fiscal year that `day` belongs to; a fiscal year is the calendar's unless said."""
        if genre == "jour":
            return cls(genre, day, day)
        if genre == "mois":
            return cls(genre, day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))
        start = exercice_debut or date(day.year, 1, 1)
        debut = _anniversary(start, day.year)
        if debut > day:
            debut = _anniversary(start, day.year - 1)
        return cls(genre, debut, _anniversary(start, debut.year + 1) - timedelta(days=1))

    @property
    def limite(self) -> datetime:
        """The first moment after it, in Paris."""
        return datetime.combine(self.fin + timedelta(days=1), time.min, PARIS)

    @property
    def libelle(self) -> str:
        if self.genre == "jour":
            return formats.jour(self.debut, "long")
        if self.genre == "mois":
            return formats.jour(self.debut, "mois")
        if (self.debut.month, self.debut.day) == (1, 1):
            return f"exercice {self.debut.year}"
        return f"exercice du {formats.jour(self.debut, 'court')} au {formats.jour(self.fin, 'court')}"


def _anniversary(start: date, year: int) -> date:
    last = calendar.monthrange(year, start.month)[1]
    return start.replace(year=year, day=min(start.day, last))
