"""The periods of the e-reporting and their deadlines, by VAT regime (FE-43; CAL-01, CAL-02)."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from crm import formats
from crm.parametres import Parametres

TRANSACTIONS, PAIEMENTS = "transactions", "paiements"
GENRES = {TRANSACTIONS: "Ventes", PAIEMENTS: "Encaissements"}
LIBELLES = {
    "10.1": "Factures à des entreprises hors de France",
    "10.2": "Encaissements de ces factures",
    "10.3": "Ventes aux particuliers et non-assujettis",
    "10.4": "Encaissements de ces ventes",
}
OBLIGATIONS = {
    "ge": date(2026, 9, 1),
    "eti": date(2026, 9, 1),
    "pme": date(2027, 9, 1),
    "micro": date(2027, 9, 1),
}
FIN_SIMPLIFIE = date(2026, 12, 31)
DIX = 10


@dataclass(frozen=True)
class Periode:
    """From the first to the last day, both included; to be declared on `echeance` at the latest."""

    genre: str
    debut: date
    fin: date
    echeance: date

    @property
    def libelle(self) -> str:
        if self.debut.day == 1 and self.fin == _end(self.debut):
            return formats.jour(self.debut, "mois")
        if self.debut.month == self.fin.month:
            return f"{self.debut.day} – {formats.jour(self.fin)}"
        return f"{formats.jour(self.debut, 'mois').split()[0]} – {formats.jour(self.fin, 'mois')}"

    def has(self, day: date) -> bool:
        return self.debut <= day <= self.fin

    @classmethod
    def around(cls, genre: str, regime: str, day: date) -> "Periode":
        """The period of this kind that `day` belongs to. The « simplifié » ends with 2026: quarterly rules after it."""
        if regime == "franchise":
            debut = day.replace(month=day.month - (day.month + 1) % 2, day=1)
            fin = _end(_after(debut))
            return cls(genre, debut, fin, _end(_after(fin)))
        debut, fin = day.replace(day=1), _end(day)
        if regime == "simplifie" and day <= FIN_SIMPLIFIE:
            return cls(genre, debut, fin, _end(_after(fin)))
        if regime == "reel_mensuel" and genre == TRANSACTIONS:
            return cls._decade(genre, day)
        return cls(genre, debut, fin, _after(fin).replace(day=DIX))

    @classmethod
    def _decade(cls, genre: str, day: date) -> "Periode":
        end = _end(day)
        if day.day <= DIX:
            return cls(genre, day.replace(day=1), day.replace(day=10), day.replace(day=20))
        if day.day <= 2 * DIX:
            return cls(genre, day.replace(day=11), day.replace(day=20), end)
        return cls(genre, day.replace(day=21), end, _after(end).replace(day=DIX))


def periodes(regime: str, depuis: date, jusqua: date) -> list[Periode]:
    """Every period of both kinds that has a day between these, the latest first."""
    found = []
    for genre in GENRES:
        day = depuis
        while day <= jusqua:
            found.append(Periode.around(genre, regime, day))
            day = found[-1].fin + timedelta(days=1)
    return sorted(found, key=lambda periode: (periode.fin, periode.genre == TRANSACTIONS), reverse=True)


def obligation(parametres: Parametres) -> date:
    """From when this company must report."""
    return OBLIGATIONS[parametres.taille]


def _end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _after(day: date) -> date:
    """The first day of the month after."""
    return _end(day) + timedelta(days=1)
