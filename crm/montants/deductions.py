"""What an earlier facture has already invoiced, taken off the totals of a document."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.gel import Gelable


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduit(Gelable):
    """What a document takes off for one earlier facture, in one category, one rate, one reason
    to bear no VAT. `nature`: that of the facture,
    as printed."""

    nature: str
    numero: str
    le: date
    categorie: str
    taux: Decimal
    base: Decimal
    tva: Decimal
    exoneration: str = ""

    @property
    def ttc(self) -> Decimal:
        return self.base + self.tva
