"""What a règlement must respect before it is recorded."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from crm import formats
from crm.clock import PARIS
from crm.devises import EURO, check_devise
from crm.errors import RegleMetier
from crm.factures import Facture
from crm.imputations import check_montant
from crm.montants import arrondi
from crm.reperes import Droit
from tenants import db

MODES = {
    "virement": "Virement",
    "carte": "Carte",
    "cheque": "Chèque",
    "prelevement": "Prélèvement",
    "especes": "Espèces",
}


class Somme(NamedTuple):
    """A sum of money, and what it is in euros: what the bank credited, or took."""

    montant: Decimal
    devise: str
    euros: Decimal

    @classmethod
    def of(cls, montant: Decimal, devise: str, euros: Decimal | None) -> "Somme":
        """Raises RegleMetier on a wrong amount, or when the euros of another currency are unknown."""
        check_montant(montant)
        check_devise(devise)
        if devise == EURO:
            return cls(montant, devise, montant)
        if not euros or euros < 0 or arrondi(euros) != euros:
            raise RegleMetier("Indiquez le montant en euros porté à votre compte par la banque.", "montant_eur")
        return cls(montant, devise, euros)

    def part(self, montant: Decimal) -> Decimal:
        """What a part of it is in euros."""
        return arrondi(montant * self.euros / self.montant)

    def __neg__(self) -> "Somme":
        return Somme(-self.montant, self.devise, -self.euros)


def check(mode: str, le: date, now: datetime) -> None:
    if mode not in MODES:
        raise RegleMetier("Choisissez le mode de règlement dans la liste.", "mode")
    if le > now.astimezone(PARIS).date():
        raise RegleMetier("La date du règlement est dans le futur : choisissez aujourd’hui au plus tard.", "recu_le")


def check_cash(mode: str, montant: Decimal, le: date, par_dette: dict[int, Decimal]) -> None:
    """A debt is paid in cash up to a threshold, in all, in euros (C. mon. fin. art. L112-6 and D112-3)."""
    if mode != "especes":
        return
    seuil = Droit.on(le).get("seuil", "especes")
    if max([montant, *par_dette.values()]) > seuil.valeur:
        raise RegleMetier(
            f"Un paiement en espèces ne dépasse pas {formats.euros(seuil.valeur, 0)} par dette ({seuil.article}) : "
            "choisissez un autre mode.",
            "mode",
        )


def find_facture(facture_id: int) -> Facture:
    facture = db.session.get(Facture, facture_id)
    if facture is None:
        raise RegleMetier("Cette facture n’existe pas : choisissez-la dans la liste.", "facture_id")
    return facture
