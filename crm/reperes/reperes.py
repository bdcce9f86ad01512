from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from sqlalchemy import Index, Numeric, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.errors import RegleMetier
from crm.fiches import Fiche
from tenants import db

GENRES = {
    "taux_tva": "Taux de TVA",
    "exoneration": "Exonération de TVA",
    "mention": "Mention",
    "seuil": "Seuil",
    "penalite": "Pénalité",
}


class Repere(Fiche):
    """A fact of law with the days it holds: a VAT rate, a reason to bear none, a mention, a threshold, a penalty.

    `categorie` and `vatex`, of an exemption: its VAT category and reason code in EN 16931.
    """

    __tablename__ = "reperes"
    __table_args__ = (Index("uq_reperes_code_debut", "nature", "territoire", "code", "debut", unique=True),)
    module = "configuration"

    nature: Mapped[str]
    code: Mapped[str]
    territoire: Mapped[str] = mapped_column(server_default=text("'metropole'"), default="metropole")
    intitule: Mapped[str]
    valeur: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    texte_fr: Mapped[str | None]
    texte_en: Mapped[str | None]
    article: Mapped[str | None]
    categorie: Mapped[str | None]
    vatex: Mapped[str | None]
    debut: Mapped[date]
    fin: Mapped[date | None]

    @property
    def libelle(self) -> str:
        return self.intitule

    def texte(self, langue: str) -> str:
        return (self.texte_en if langue == "en" else None) or self.texte_fr or ""


@dataclass(frozen=True)
class Droit:
    """The law of one day, read once."""

    day: date
    reperes: tuple[Repere, ...]

    @classmethod
    def on(cls, day: date) -> Self:
        holds = (Repere.debut <= day, or_(Repere.fin.is_(None), Repere.fin >= day), Repere.supprime_le.is_(None))
        return cls(day, tuple(db.session.scalars(select(Repere).where(*holds).order_by(Repere.id))))

    def taux_tva(self, territoire: str | None = "metropole") -> list[Repere]:
        """The VAT rates of a territory (of all of them: None), highest first."""
        rates = [r for r in self.reperes if r.nature == "taux_tva" and territoire in (None, r.territoire)]
        return sorted(rates, key=lambda repere: -repere.valeur)

    def get(self, nature: str, code: str) -> Repere:
        for repere in self.reperes:
            if (repere.nature, repere.code) == (nature, code):
                return repere
        raise RegleMetier(f"Le repère « {code} » n’a pas de valeur à cette date : complétez-le dans Configuration.")

    @property
    def exonerations(self) -> list[Repere]:
        return [repere for repere in self.reperes if repere.nature == "exoneration"]

    def exoneration(self, code: str) -> Repere:
        """Why a line bears no VAT. Raises RegleMetier when the reason does not hold that day."""
        return self.get("exoneration", code)

    def mention(self, code: str, langue: str = "fr", **valeurs: str) -> str:
        texte = self.get("mention", code).texte(langue)
        for nom, valeur in valeurs.items():
            texte = texte.replace(f"{{{nom}}}", valeur)
        return texte

    def seuil(self, code: str) -> Decimal:
        return self.get("seuil", code).valeur


def categories() -> dict[str, str]:
    """The VAT category of each reason to bear none, whatever the day."""
    query = select(Repere.code, Repere.categorie).where(Repere.nature == "exoneration", Repere.supprime_le.is_(None))
    return dict(db.session.execute(query).all())


def taux_tva(day: date, territoire: str = "metropole") -> list[Repere]:
    return Droit.on(day).taux_tva(territoire)


def mention(code: str, day: date, langue: str = "fr", **valeurs: str) -> str:
    return Droit.on(day).mention(code, langue, **valeurs)
