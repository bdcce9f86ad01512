"""A priced line, and its net amount."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from crm.errors import RegleMetier
from crm.gel import Gelable
from crm.montants.nombres import arrondi, decimales_de, produit

# VAT categories of EN 16931 that a French document may carry; only S has a rate above zero.
CATEGORIES = {
    "S": "Taxée",
    "E": "Exonérée",
    "AE": "Autoliquidation",
    "K": "Livraison intracommunautaire",
    "G": "Exportation",
    "O": "Hors du champ de la TVA",
    "Z": "Taux zéro",
}
NATURES = ("bien", "service")


@dataclass(frozen=True, slots=True)
class Remise(Gelable):
    """A discount: a percentage, or an amount before tax. It always reduces, whatever the sign of what it applies to."""

    valeur: Decimal
    en_pourcent: bool = True

    def __post_init__(self):
        arrondi(self.valeur)
        if self.valeur < 0:
            raise RegleMetier("La remise ne peut pas être négative : saisissez une valeur positive.", "remise")
        if self.en_pourcent and self.valeur > 100:
            raise RegleMetier("La remise dépasse 100 % : saisissez un pourcentage entre 0 et 100.", "remise")
        if decimales_de(self.valeur) > (4 if self.en_pourcent else 2):
            raise RegleMetier("La remise a trop de décimales : 2 pour un montant, 4 pour un pourcentage.", "remise")

    def sur(self, base: Decimal) -> Decimal:
        if self.en_pourcent:
            return arrondi(produit(base, self.valeur, Decimal("0.01")))
        if self.valeur > abs(base):
            raise RegleMetier("La remise dépasse le montant sur lequel elle porte : réduisez-la.", "remise")
        return arrondi(self.valeur.copy_sign(base))


class LigneMontant(Protocol):
    """What a line of a devis, of a facture or of an article needs in order to be added up."""

    quantite: Decimal
    prix_unitaire: Decimal
    remise: Remise | None
    taux_tva: Decimal
    categorie_tva: str
    exoneration: str | None
    nature: str


@dataclass(frozen=True, slots=True)
class Ligne(Gelable):
    """The plainest priced line."""

    quantite: Decimal
    prix_unitaire: Decimal
    taux_tva: Decimal = Decimal(20)
    remise: Remise | None = None
    categorie_tva: str = "S"
    nature: str = "service"
    exoneration: str | None = None


def check(ligne: LigneMontant) -> None:
    """Refuse what no document may carry (EN 16931 BR-27, BR-S-05; French platforms' BR-FR-DEC)."""
    for valeur in (ligne.quantite, ligne.prix_unitaire, ligne.taux_tva):
        arrondi(valeur)
    if ligne.prix_unitaire < 0:
        raise RegleMetier(
            "Le prix unitaire ne peut pas être négatif : pour déduire, mettez la quantité en négatif.", "prix_unitaire"
        )
    if decimales_de(ligne.quantite) > 4:
        raise RegleMetier("La quantité a plus de 4 décimales : arrondissez-la.", "quantite")
    if decimales_de(ligne.prix_unitaire) > 4:
        raise RegleMetier("Le prix unitaire a plus de 4 décimales : arrondissez-le.", "prix_unitaire")
    if ligne.nature not in NATURES:
        raise RegleMetier("La nature de la ligne est « bien » ou « service ».", "nature")
    _check_taux(ligne)


def _check_taux(ligne: LigneMontant) -> None:
    if ligne.categorie_tva not in CATEGORIES:
        raise RegleMetier("La catégorie de TVA n’est pas connue : choisissez-la dans la liste.", "categorie_tva")
    if not 0 <= ligne.taux_tva <= 100 or decimales_de(ligne.taux_tva) > 2:
        raise RegleMetier("Le taux de TVA est un nombre entre 0 et 100, à 2 décimales au plus.", "taux_tva")
    if ligne.categorie_tva == "S" and not ligne.taux_tva:
        raise RegleMetier("Une ligne soumise à la TVA porte un taux : choisissez-le, ou exonérez-la.", "taux_tva")
    if ligne.categorie_tva != "S" and ligne.taux_tva:
        raise RegleMetier("Une ligne sans TVA porte le taux 0 : choisissez la catégorie « Taxée ».", "taux_tva")


def brut(ligne: LigneMontant) -> Decimal:
    """Quantity times price, before any discount."""
    return arrondi(produit(ligne.quantite, ligne.prix_unitaire))


def remise_de(ligne: LigneMontant) -> Decimal:
    return ligne.remise.sur(brut(ligne)) if ligne.remise else arrondi(0)


def net(ligne: LigneMontant) -> Decimal:
    """The total of the line before tax: what is printed and what is added up."""
    return brut(ligne) - remise_de(ligne)
