"""Who issues a document and who receives it, as printed."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale

from crm.gel import Gelable


@dataclass(frozen=True, slots=True, kw_only=True)
class Adresse(Gelable):
    """`lignes`: what goes between the name and the town, as many lines as needed. `pays`: ISO code."""

    lignes: tuple[str, ...] = ()
    code_postal: str = ""
    ville: str = ""
    pays: str = "FR"

    def en_lignes(self, langue: str = "fr") -> tuple[str, ...]:
        """The country is written only when the letter leaves France."""
        lines = (*self.lignes, f"{self.code_postal} {self.ville}".strip(), self.nom_du_pays(langue).upper())
        return tuple(line for line in lines if line)

    def nom_du_pays(self, langue: str = "fr") -> str:
        return "" if self.pays == "FR" else Locale(langue).territories.get(self.pays, self.pays)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompteBancaire(Gelable):
    iban: str
    bic: str = ""
    banque: str = ""
    titulaire: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo(Gelable):
    """A PNG made by `crm.documents.logo.logo_from`. Its bytes may live elsewhere: the sum proves them."""

    sha256: str
    largeur: int = 0
    hauteur: int = 0
    donnees: bytes | None = None

    def matches(self, donnees: bytes) -> bool:
        return hashlib.sha256(donnees).hexdigest() == self.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Emetteur(Gelable):
    """The identity a business prints on each document (C. com. R123-237 and R123-238; décret 2022-725 for « EI »)."""

    raison_sociale: str
    adresse: Adresse
    nom_commercial: str = ""
    entrepreneur_individuel: bool = False
    forme_juridique: str = ""
    capital: Decimal | None = None
    capital_variable: bool = False
    siren: str = ""
    siret: str = ""
    rcs_ville: str = ""
    rne: bool = False
    tva: str = ""
    ape: str = ""
    etablissement: Adresse | None = None
    telephone: str = ""
    email: str = ""
    site: str = ""
    adresse_electronique: str = ""
    assurance: str = ""
    mediateur: str = ""
    complements: tuple[str, ...] = ()
    logo: Logo | None = None

    @property
    def denomination(self) -> str:
        return f"{self.raison_sociale} EI" if self.entrepreneur_individuel else self.raison_sociale

    @property
    def enseigne(self) -> str:
        return self.nom_commercial or self.denomination


@dataclass(frozen=True, slots=True, kw_only=True)
class Client(Gelable):
    """`noms`: the company, then the department or person; one line each."""

    noms: tuple[str, ...]
    adresse: Adresse
    livraison: Adresse | None = None
    livraison_noms: tuple[str, ...] = ()
    siren: str = ""
    siret: str = ""
    tva: str = ""
    adresse_electronique: str = ""
    code_service: str = ""
    engagement: str = ""

    @property
    def nom(self) -> str:
        return self.noms[0] if self.noms else ""
