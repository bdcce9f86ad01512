"""The VAT a line may bear: the rates of the day, then the reasons to bear none, as this client allows them."""

from decimal import Decimal
from functools import cached_property

from flask import g

from crm.articles import NATURES
from crm.clock import today
from crm.fiscalite import exoneration_de, exonerations_possibles, taux_possibles
from crm.formats import pourcent
from crm.montants import cle_tva, toutes_taxes
from crm.reperes import Droit
from crm.tiers import Tiers

ZERO = Decimal(0)


class ChoixTVA:
    """A choice is « 20 », or « 0-export » for a line without VAT and why."""

    def __init__(self, tiers: Tiers | None = None, *, prix_ttc: bool = False):
        self.tiers, self.prix_ttc = tiers, prix_ttc

    @cached_property
    def droit(self) -> Droit:
        return Droit.on(today())

    @cached_property
    def choix(self) -> list[tuple[str, str]]:
        rates = taux_possibles(self.droit, g.parametres, self.tiers)
        reasons = exonerations_possibles(self.droit, g.parametres, self.tiers)
        choices = [(cle_tva(repere.valeur), pourcent(repere.valeur)) for repere in rates if repere.valeur]
        return choices + [(cle_tva(ZERO, repere.code), repere.intitule) for repere in reasons] + [("0", "Sans TVA")]

    @cached_property
    def motifs(self) -> dict[str, str]:
        """The names of the reasons, by code."""
        return {repere.code: repere.intitule for repere in self.droit.exonerations}

    def usuel(self, nature: str) -> str:
        """What a line of this nature bears for this client, unless one says otherwise."""
        return self.impose(nature) or self.choix[0][0]

    def impose(self, nature: str) -> str | None:
        code = exoneration_de(g.parametres, self.tiers, nature)
        return cle_tva(ZERO, code) if code else None

    def of_article(self, article) -> str:
        return self.impose(article.nature) or cle_tva(article.taux_tva, article.exoneration)

    def price(self, article) -> Decimal:
        """The price of an article in a document whose prices include VAT, or not."""
        taux = Decimal(self.of_article(article).partition("-")[0])
        return toutes_taxes(article.prix_unitaire, taux) if self.prix_ttc else article.prix_unitaire

    def adapted(self, choice: str, nature: str) -> str:
        """The same choice when it suits this client, else the usual one."""
        known = {value for value, _ in self.choix}
        return self.impose(nature) or (choice if choice in known else self.usuel(nature))

    @property
    def regime(self) -> str:
        """The same for two clients whose lines are taxed alike."""
        return " ".join([*(value for value, _ in self.choix), *map(self.usuel, NATURES)])

    def with_borne(self, borne) -> list[tuple[str, str]]:
        """The choices, and those lines bear although they are no longer offered."""
        known = {value for value, _ in self.choix}
        return self.choix + [(value, self._name(value)) for value in dict.fromkeys(borne) if value not in known]

    def _name(self, choice: str) -> str:
        taux, _, code = choice.partition("-")
        return self.motifs.get(code, code) if code else f"{taux.replace('.', ',')} %"
