"""The frozen content of a printable document: all that is on the paper, and nothing that could change under it.

It is stored as JSON when the document is issued (`to_dict`), and the PDF is made from it alone (`from_dict`).
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from crm.documents.identites import Client, CompteBancaire, Emetteur
from crm.gel import Gelable
from crm.montants import Remise, Totaux

NATURES = (
    "devis",
    "proforma",
    "facture",
    "facture_acompte",
    "facture_solde",
    "facture_situation",
    "facture_periodique",
    "facture_rectificative",
    "avoir",
    "avoir_acompte",
)
GENRES = ("ligne", "titre", "commentaire", "sous_total")
TONS = ("indigo", "bleu", "cyan", "violet", "ambre", "orange", "vert", "rouge", "rose", "neutre")


@dataclass(frozen=True, slots=True, kw_only=True)
class Avancement(Gelable):
    """How far the works of a line are, in percent: in all, and before this situation; of the quantity agreed."""

    marche: Decimal
    cumul: Decimal
    precedent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Retenue(Gelable):
    """What the client keeps back of the works for a year (loi 71-584)."""

    pourcent: Decimal
    montant: Decimal
    le: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneImprimee(Gelable):
    """A row of the table. Only the genre « ligne » is priced; « sous_total » carries its amount in `total_ht`.

    `total_ttc`: what is shown instead when the prices of the document include VAT.
    """

    genre: str = "ligne"
    numero: str = ""
    reference: str = ""
    designation: str = ""
    description: str = ""
    quantite: Decimal | None = None
    unite: str = ""
    prix_unitaire: Decimal | None = None
    remise: Remise | None = None
    taux_tva: Decimal | None = None
    categorie_tva: str = "S"
    exoneration: str = ""
    eco_participation: Decimal | None = None
    nature: str = "service"
    total_ht: Decimal | None = None
    total_ttc: Decimal | None = None
    avancement: Avancement | None = None
    livree_le: date | None = None

    def __post_init__(self):
        if self.genre not in GENRES:
            raise ValueError(f"unknown kind of line: {self.genre}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Gelable):
    """A document this one comes from: nature is one of NATURES, « commande », or « remplacee » (a facture)."""

    nature: str
    numero: str
    le: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReglementRecu(Gelable):
    """A sum already received, deducted from what is due."""

    libelle: str
    le: date
    montant: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Exoneration(Gelable):
    """Why lines bear no VAT: the text printed, and its code of the list VATEX when there is one."""

    cle: str = ""
    categorie: str
    texte: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion(Gelable):
    """What a document in another currency says in euros: the rate, its source and its day, the totals it makes, and
    the sentences printed."""

    change: Decimal
    source: str
    le: date
    totaux: Totaux
    textes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions(Gelable):
    """Full sentences, in the language of the document."""

    paiement: str = ""
    mode: str = ""
    penalites: str = ""
    indemnite: str = ""
    escompte: str = ""
    autres: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature(Gelable):
    """The acceptance block of a devis; empty until it is signed."""

    mention: str = ""
    nom: str = ""
    qualite: str = ""
    le: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contenu(Gelable):
    """Amounts are in `devise`, but `remplace`: what a facture takes away of the one it replaces, in euros."""

    nature: str
    emetteur: Emetteur
    client: Client
    emise_le: date
    totaux: Totaux
    remplace: Totaux | None = None
    net_a_payer: Decimal
    numero: str = ""
    devise: str = "EUR"
    conversion: Conversion | None = None
    langue: str = "fr"
    ton: str = "indigo"
    objet: str = ""
    introduction: str = ""
    lignes: tuple[LigneImprimee, ...] = ()
    remise: Remise | None = None
    prix_ttc: bool = False
    echeance: date | None = None
    validite: date | None = None
    prestation_le: date | None = None
    prestation_fin: date | None = None
    livraison_le: date | None = None
    commande_client: str = ""
    references: tuple[Reference, ...] = ()
    categorie_operation: str = ""
    option_debits: bool = False
    situation: int = 0
    retenue: Retenue | None = None
    reglements: tuple[ReglementRecu, ...] = ()
    comptes: tuple[CompteBancaire, ...] = ()
    conditions: Conditions = Conditions()
    mentions: tuple[str, ...] = ()
    exonerations: tuple[Exoneration, ...] = ()
    eco_participation: str = ""
    signature: Signature | None = None
    filigrane: str = ""
    version_logicielle: str = ""

    def __post_init__(self):
        if self.nature not in NATURES:
            raise ValueError(f"unknown nature of document: {self.nature}")
        if self.langue not in ("fr", "en"):
            raise ValueError(f"documents are in French or in English, not in {self.langue}")
        if self.ton not in TONS:
            raise ValueError(f"unknown tone: {self.ton}")

    @property
    def en_euros(self) -> "Contenu":
        """The same with its totals in euros: what is declared."""
        return replace(self, totaux=self.conversion.totaux) if self.conversion else self

    @property
    def a_des_remises(self) -> bool:
        return any(ligne.remise for ligne in self.lignes)

    @property
    def taux_par_ligne(self) -> bool:
        """The VAT column is there as soon as one line bears a rate."""
        return any(ligne.taux_tva for ligne in self.lignes)
