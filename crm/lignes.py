"""Priced lines and the totals of the document that bears them: written once for devis, factures and avoirs."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from sqlalchemy import ForeignKey, Numeric, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.articles import Article
from crm.devises import EURO, EnDevise
from crm.documents.contenu import Avancement
from crm.errors import RegleMetier
from crm.montants import Deduit, Remise, Totaux, net, toutes_taxes
from crm.parametres import Parametres
from crm.reperes import categories
from tenants import db

GENRES = {"ligne": "Ligne", "titre": "Titre", "commentaire": "Commentaire", "sous_total": "Sous-total"}
CHAMPS = (
    "genre",
    "article_id",
    "reference",
    "designation",
    "description",
    "quantite",
    "unite",
    "prix_unitaire",
    "remise_pourcent",
    "taux_tva",
    "categorie_tva",
    "exoneration",
    "nature",
    "eco_participation",
)
DE_L_ARTICLE = (
    "reference",
    "designation",
    "description",
    "unite",
    "prix_unitaire",
    "taux_tva",
    "exoneration",
    "nature",
    "eco_participation",
)
MAXIMUM = 500
"""The rows of a document, at most."""
EN_EUROS = ("prix_unitaire", "eco_participation")
"""What an article says in euros: a document in another currency does not take it."""
ZERO = Decimal(0)


class LigneChiffree:
    """A row of a document. Only the genre « ligne » is priced."""

    champs: tuple[str, ...] = CHAMPS
    """What `write_lignes` may set."""
    livree_le = None
    """When what is sold was delivered or done. To be refined by each line."""

    genre: Mapped[str] = mapped_column(server_default=text("'ligne'"), default="ligne")
    ordre: Mapped[int] = mapped_column(SmallInteger)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    reference: Mapped[str | None]
    designation: Mapped[str] = mapped_column(server_default=text("''"), default="")
    description: Mapped[str | None]
    quantite: Mapped[Decimal] = mapped_column(Numeric(14, 4), server_default=text("0"), default=ZERO)
    unite: Mapped[str | None]
    prix_unitaire: Mapped[Decimal] = mapped_column(Numeric(14, 4), server_default=text("0"), default=ZERO)
    remise_pourcent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    taux_tva: Mapped[Decimal] = mapped_column(Numeric(4, 2), server_default=text("0"), default=ZERO)
    categorie_tva: Mapped[str] = mapped_column(server_default=text("'S'"), default="S")
    exoneration: Mapped[str | None]
    eco_participation: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    nature: Mapped[str] = mapped_column(server_default=text("'service'"), default="service")

    @property
    def remise(self) -> Remise | None:
        return Remise(self.remise_pourcent) if self.remise_pourcent else None

    @property
    def is_chiffree(self) -> bool:
        return self.genre == "ligne"

    @property
    def total(self) -> Decimal | None:
        """Before tax, unless the prices of the document include it."""
        return net(self) if self.is_chiffree else None

    @property
    def avancement_imprime(self) -> Avancement | None:
        """How far the works of this line are, when it says so. To be refined by each line."""
        return None

    @property
    def valeurs(self) -> dict:
        """What `write_lignes` takes: a copy of this line for another document."""
        return {champ: getattr(self, champ) for champ in self.champs}


class Chiffre(EnDevise):
    """A document made of priced lines. Its totals are kept in columns, for lists, sums and sorting."""

    remise_pourcent: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    remise_montant: Mapped[Decimal | None]
    prix_ttc: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    total_ht: Mapped[Decimal] = mapped_column(server_default=text("0"), default=ZERO)
    total_tva: Mapped[Decimal] = mapped_column(server_default=text("0"), default=ZERO)
    total_ttc: Mapped[Decimal] = mapped_column(server_default=text("0"), default=ZERO)

    @property
    def remise(self) -> Remise | None:
        if self.remise_pourcent:
            return Remise(self.remise_pourcent)
        return Remise(self.remise_montant, en_pourcent=False) if self.remise_montant else None

    @property
    def lignes_chiffrees(self) -> list[LigneChiffree]:
        return [ligne for ligne in self.lignes if ligne.is_chiffree]

    @property
    def deduits(self) -> tuple[Deduit, ...]:
        """What earlier factures have already invoiced of it. To be refined by each document."""
        return ()

    @property
    def totaux(self) -> Totaux:
        return Totaux.compute(self.lignes_chiffrees, self.remise, self.deduits, self.prix_ttc)

    def ensure_brouillon(self) -> None:
        """Raises RegleMetier when the document no longer changes."""
        raise NotImplementedError

    def write_lignes(self, lignes: Iterable[dict]) -> None:
        """Replace every line by these, in their order, and add up. Raises RegleMetier naming the row and the field."""
        self.ensure_brouillon()
        completer = Completer(self.prix_ttc, self.devise)
        self.lignes[:] = [self._ligne(rang, valeurs, completer) for rang, valeurs in enumerate(lignes, 1)]
        self.add_up()

    def write_remise(self, *, pourcent: Decimal | None = None, montant: Decimal | None = None) -> None:
        """The discount of the whole document: a percentage or an amount before tax, never both."""
        self.ensure_brouillon()
        if pourcent and montant:
            raise RegleMetier("La remise est un pourcentage ou un montant : gardez l’un des deux.", "remise_montant")
        self.remise_pourcent, self.remise_montant = pourcent or None, montant or None
        self.add_up()

    def add_up(self) -> None:
        totaux = self.totaux
        self.total_ht, self.total_tva, self.total_ttc = totaux.ht, totaux.tva, totaux.ttc
        self.count_in_euros(totaux)

    def _ligne(self, rang: int, valeurs: dict, completer: "Completer") -> LigneChiffree:
        unknown = valeurs.keys() - set(type(self).classe_ligne.champs)
        if unknown:
            raise ValueError(f"a line does not know {', '.join(sorted(unknown))}")
        try:
            ligne = type(self).classe_ligne(ordre=rang, **completer.complete(valeurs))
            _check(ligne)
        except RegleMetier as error:
            champ = f"lignes-{rang - 1}-{error.champ or 'designation'}"
            raise RegleMetier(f"Ligne {rang} : {error.message[:1].lower()}{error.message[1:]}", champ) from error
        return ligne


class Completer:
    """Fills the blanks of the lines of one document: from the article of the catalogue, then from the rate."""

    def __init__(self, prix_ttc: bool = False, devise: str = EURO):
        self.prix_ttc, self.devise = prix_ttc, devise

    @cached_property
    def is_franchise(self) -> bool:
        return Parametres.current().is_franchise

    @cached_property
    def categories(self) -> dict[str, str]:
        return categories()

    def complete(self, valeurs: dict) -> dict:
        filled = {"genre": "ligne"} | {champ: valeur for champ, valeur in valeurs.items() if valeur not in (None, "")}
        if filled["genre"] != "ligne":
            return {name: filled[name] for name in ("genre", "designation", "description") if name in filled}
        if article := db.session.get(Article, filled["article_id"]) if filled.get("article_id") else None:
            filled = self._known(article) | filled
        filled = {"quantite": Decimal(1), "prix_unitaire": ZERO, "taux_tva": ZERO, "nature": "service"} | filled
        return filled | self._taxed(filled)

    def _known(self, article: Article) -> dict:
        known = {name: getattr(article, name) for name in DE_L_ARTICLE if getattr(article, name) is not None}
        if self.is_franchise:
            known |= {"taux_tva": ZERO, "exoneration": "franchise"}
        elif self.prix_ttc:
            known["prix_unitaire"] = toutes_taxes(article.prix_unitaire, article.taux_tva)
        return known if self.devise == EURO else {name: known[name] for name in known if name not in EN_EUROS}

    def _taxed(self, filled: dict) -> dict:
        """The category, and the reason when there is no VAT: franchise itself, else the one chosen (none is asked)."""
        if filled["taux_tva"]:
            return {"categorie_tva": filled.get("categorie_tva", "S"), "exoneration": None}
        code = filled.get("exoneration") or ("franchise" if self.is_franchise else None)
        if code and code not in self.categories:
            raise RegleMetier("Choisissez dans la liste pourquoi la ligne est sans TVA.", "taux_tva")
        return {"categorie_tva": self.categories[code] if code else "E", "exoneration": code}


def _check(ligne: LigneChiffree) -> None:
    if ligne.genre not in GENRES:
        raise RegleMetier("Le genre de la ligne n’est pas connu.", "genre")
    if not ligne.is_chiffree:
        return
    if not (ligne.designation or "").strip():
        raise RegleMetier("Indiquez une désignation.", "designation")
    Totaux.compute([ligne])
