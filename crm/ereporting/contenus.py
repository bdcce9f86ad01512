"""What a report holds, as it is kept and compared: invoices (10.1), days (10.3), receipts (10.2, 10.4)."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.documents.contenu import Reference
from crm.gel import Gelable
from crm.imputations import ZERO
from crm.scellement import canonical

AVOIRS = ("381", "503")


@dataclass(frozen=True, slots=True, kw_only=True)
class SousTotal(Gelable):
    """For an invoice alone: `code`, the category of VAT; `motif`, why there is none, and the code of the reason."""

    taux: Decimal
    base: Decimal
    tva: Decimal
    code: str = ""
    motif: str = ""
    motif_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactureDite(Gelable):
    """10.1: an invoice to a company abroad. `cadre`: BT-23; `schema`, `client`: who the buyer is (IDT-10)."""

    numero: str
    le: date
    type: str
    cadre: str
    schema: str
    client: str
    tva_client: str
    tva_vendeur: str
    pays: str
    ht: Decimal
    tva: Decimal
    sous_totaux: tuple[SousTotal, ...]
    anterieures: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Journee(Gelable):
    """10.3: a day's sales of one category to who is not taxable. Nobody is named."""

    le: date
    categorie: str
    option_debits: bool
    ht: Decimal
    tva: Decimal
    sous_totaux: tuple[SousTotal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recu(Gelable):
    """10.2 when `numero` is there, else 10.4: what came on a day, with tax, at one rate."""

    le: date
    taux: Decimal
    montant: Decimal
    numero: str = ""
    facture_le: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rapport(Gelable):
    """One of transactions, or one of receipts."""

    genre: str
    debut: date
    fin: date
    factures: tuple[FactureDite, ...] = ()
    journees: tuple[Journee, ...] = ()
    recus: tuple[Recu, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.factures or self.journees or self.recus)

    @property
    def empreinte(self) -> str:
        """The same content has the same, whenever it is computed."""
        return hashlib.sha256(canonical(self.to_dict())).hexdigest()

    @property
    def montants(self) -> dict[str, Decimal]:
        """By flux: sales without tax, receipts with it."""
        found = {
            "10.1": sum((-f.ht if f.type in AVOIRS else f.ht for f in self.factures), ZERO),
            "10.2": sum((r.montant for r in self.recus if r.numero), ZERO),
            "10.3": sum((j.ht for j in self.journees), ZERO),
            "10.4": sum((r.montant for r in self.recus if not r.numero), ZERO),
        }
        return {flux: found[flux] for flux in self.flux}

    @property
    def flux(self) -> list[str]:
        there = {
            "10.1": self.factures,
            "10.2": any(recu.numero for recu in self.recus),
            "10.3": self.journees,
            "10.4": any(not recu.numero for recu in self.recus),
        }
        return [flux for flux, rows in there.items() if rows]
