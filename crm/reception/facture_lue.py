"""What a received invoice says, whatever syntax it was written in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.documents.identites import Adresse
from crm.gel import Gelable

AVOIRS = ("261", "381", "396", "502", "503")
ACOMPTES = ("386", "500", "503")
ZERO = Decimal("0.00")
NULLE_PART = Adresse()


@dataclass(frozen=True, slots=True, kw_only=True)
class Partie(Gelable):
    nom: str = ""
    siren: str = ""
    siret: str = ""
    tva: str = ""
    adresse: Adresse = NULLE_PART
    adresse_electronique: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneLue(Gelable):
    """`remises` and `frais` are already in `net`; `base`: for how many units the price is given."""

    numero: str = ""
    reference: str = ""
    designation: str = ""
    description: str = ""
    quantite: Decimal = ZERO
    unite: str = ""
    prix: Decimal = ZERO
    base: Decimal = Decimal(1)
    remises: Decimal = ZERO
    frais: Decimal = ZERO
    net: Decimal = ZERO
    categorie: str = "S"
    taux: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupeLu(Gelable):
    categorie: str
    taux: Decimal = ZERO
    base: Decimal = ZERO
    tva: Decimal = ZERO
    motif: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AjustementLu(Gelable):
    """A discount (negative) or a charge of the whole document."""

    motif: str = ""
    montant: Decimal = ZERO
    categorie: str = "S"
    taux: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class FactureLue(Gelable):
    """Amounts are those written, positive on an avoir too."""

    numero: str
    type: str
    emise_le: date
    fournisseur: Partie
    acheteur: Partie
    echeance: date | None = None
    devise: str = "EUR"
    cadre: str = ""
    commande: str = ""
    contrat: str = ""
    references: tuple[str, ...] = ()
    lignes: tuple[LigneLue, ...] = ()
    ajustements: tuple[AjustementLu, ...] = ()
    groupes: tuple[GroupeLu, ...] = ()
    somme_lignes: Decimal = ZERO
    ht: Decimal = ZERO
    tva: Decimal = ZERO
    tva_euros: Decimal | None = None
    ttc: Decimal = ZERO
    deja_paye: Decimal = ZERO
    net_a_payer: Decimal = ZERO
    conditions: str = ""
    notes: tuple[str, ...] = ()
    iban: str = ""
    bic: str = ""
    titulaire: str = ""

    @property
    def is_avoir(self) -> bool:
        return self.type in AVOIRS

    @property
    def is_acompte(self) -> bool:
        return self.type in ACOMPTES
