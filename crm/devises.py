"""The currency of a document, and what it is worth in euros: declarations and sums are in euros (CUR-01)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.errors import RegleMetier
from crm.montants import Totaux
from crm.montants.nombres import decimales_de

EURO = "EUR"
DEVISES = {
    EURO: "Euro",
    "USD": "Dollar américain",
    "GBP": "Livre sterling",
    "CHF": "Franc suisse",
    "AED": "Dirham des Émirats",
    "AUD": "Dollar australien",
    "BRL": "Réal brésilien",
    "CAD": "Dollar canadien",
    "CNY": "Yuan chinois",
    "CZK": "Couronne tchèque",
    "DKK": "Couronne danoise",
    "HKD": "Dollar de Hong Kong",
    "HUF": "Forint hongrois",
    "ILS": "Shekel israélien",
    "INR": "Roupie indienne",
    "MAD": "Dirham marocain",
    "MXN": "Peso mexicain",
    "NOK": "Couronne norvégienne",
    "NZD": "Dollar néo-zélandais",
    "PLN": "Zloty polonais",
    "RON": "Leu roumain",
    "SAR": "Riyal saoudien",
    "SEK": "Couronne suédoise",
    "SGD": "Dollar de Singapour",
    "TRY": "Livre turque",
    "ZAR": "Rand sud-africain",
}
"""ISO 4217, those with two decimals: every amount of a document has two (neither yen, nor franc CFA, nor dinar)."""
SOURCES = {"bce": "BCE", "banque": "Votre banque"}
CHANGE = ("devise", "change", "change_source", "change_le")
UN, ZERO = Decimal(1), Decimal("0.00")


class Argent(NamedTuple):
    """An amount and its currency."""

    montant: Decimal
    devise: str


def argent(champ: str) -> Callable:
    """What reads an amount of a record, in the currency of this record."""
    return lambda fiche: Argent(getattr(fiche, champ), fiche.devise)


def reste(fiche) -> Argent | None:
    """What is left of a record, in its currency; None when nothing is."""
    return Argent(fiche.reste, fiche.devise) if fiche.reste else None


def check_devise(devise: str) -> None:
    if devise not in DEVISES:
        raise RegleMetier("Choisissez la devise dans la liste.", "devise")


class EnDevise:
    """`change`: euros for one unit, None until it is known; then totals count in euros, for nothing before."""

    devise: Mapped[str] = mapped_column(server_default=text("'EUR'"), default=EURO)
    change: Mapped[Decimal | None] = mapped_column(Numeric(18, 8))
    change_source: Mapped[str | None]
    change_le: Mapped[date | None]
    total_ht_eur: Mapped[Decimal] = mapped_column(server_default=text("0"), default=ZERO)
    total_tva_eur: Mapped[Decimal] = mapped_column(server_default=text("0"), default=ZERO)
    total_ttc_eur: Mapped[Decimal] = mapped_column(server_default=text("0"), default=ZERO)

    @property
    def is_en_devise(self) -> bool:
        return self.devise != EURO

    @property
    def devise_liee(self) -> bool:
        """Whether the currency is that of another document. To be refined by each document."""
        return False

    def take_devise(self, devise: str) -> None:
        """Write the document in this currency, at a rate to be given."""
        check_devise(devise)
        self.devise, self.change = devise, UN if devise == EURO else None
        self.change_source = self.change_le = None

    def take_change(self, origine: "EnDevise") -> None:
        """The currency of another document, at its rate."""
        for name in CHANGE:
            setattr(self, name, getattr(origine, name))
        self.count_in_euros(self.totaux)

    def write_change(self, valeurs: dict) -> None:
        """What is said of the currency and of its rate. Raises RegleMetier."""
        devise = valeurs.get("devise") or self.devise
        if devise != self.devise:
            if self.devise_liee:
                raise RegleMetier("La devise est celle du document d’origine : elle ne change pas.", "devise")
            self.take_devise(devise)
        if not self.is_en_devise:
            return
        change, source = valeurs.get("change", self.change), valeurs.get("change_source", self.change_source)
        if change is not None and not 0 < change < 10**6:
            raise RegleMetier("Le cours est le prix d’une unité en euros, supérieur à zéro.", "change")
        if change and decimales_de(change) > 8:
            raise RegleMetier("Le cours a 8 décimales au plus.", "change")
        if source and source not in SOURCES:
            raise RegleMetier("Choisissez dans la liste d’où vient le cours.", "change_source")
        self.change, self.change_source = change, source or None
        self.change_le = valeurs.get("change_le", self.change_le)

    def ensure_change(self) -> None:
        """Raises RegleMetier as long as the rate is unknown."""
        if self.change is None:
            raise RegleMetier(f"Indiquez le cours : combien d’euros vaut 1 {self.devise}.", "change")

    def count_in_euros(self, totaux: Totaux) -> None:
        euros = totaux.en_euros(self.change or ZERO)
        self.total_ht_eur, self.total_tva_eur, self.total_ttc_eur = euros.ht, euros.tva, euros.ttc
