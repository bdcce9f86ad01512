"""What an opportunity offers: its lines, before tax, that become those of a devis (E-033, E-035)."""

from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.articles import NATURES, Article
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.montants import Remise, net
from tenants import db

DE_L_ARTICLE = ("designation", "description", "unite", "prix_unitaire", "nature")
REPRIS = ("article_id", "designation", "description", "quantite", "unite", "prix_unitaire", "remise_pourcent", "nature")
"""What a copy of a line, or a line of a devis, takes from it."""


class LigneOffre(Fiche):
    """One line. Its VAT is settled when the devis is made, for its client."""

    __tablename__ = "lignes_offre"
    __table_args__ = (
        Index("ix_lignes_offre_opportunite", "opportunite_id", "ordre"),
        Index("ix_lignes_offre_article", "article_id"),
    )
    module = "opportunites"
    genre = "la ligne"

    opportunite_id: Mapped[int] = mapped_column(ForeignKey("opportunites.id", ondelete="CASCADE"))
    ordre: Mapped[int] = mapped_column(SmallInteger)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    designation: Mapped[str]
    description: Mapped[str | None]
    quantite: Mapped[Decimal] = mapped_column(Numeric(14, 4), server_default=text("1"), default=Decimal(1))
    unite: Mapped[str | None]
    prix_unitaire: Mapped[Decimal] = mapped_column(Numeric(14, 4), server_default=text("0"), default=Decimal(0))
    remise_pourcent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    nature: Mapped[str] = mapped_column(server_default=text("'service'"), default="service")

    @property
    def libelle(self) -> str:
        return self.designation

    @property
    def remise(self) -> Remise | None:
        return Remise(self.remise_pourcent) if self.remise_pourcent else None

    @property
    def total(self) -> Decimal:
        """In euros, before tax."""
        return net(self)

    @property
    def valeurs(self) -> dict:
        return {champ: getattr(self, champ) for champ in REPRIS}

    def revise(self, **values) -> None:
        """Change the line; what is left empty comes from its article. Raises RegleMetier without a designation."""
        article = db.session.get(Article, values["article_id"]) if values.get("article_id") else None
        for champ in DE_L_ARTICLE if article else ():
            if values.get(champ) is None:
                values[champ] = getattr(article, champ)
        kept = {champ: valeur for champ, valeur in values.items() if valeur is not None or champ not in SANS_VIDE}
        super().revise(**kept)
        if not self.designation:
            raise RegleMetier("Indiquez ce que vous proposez, ou choisissez un article.", "designation")
        if self.nature not in NATURES:
            raise RegleMetier("Choisissez « bien » ou « service ».", "nature")
        if self.remise is not None:
            self.remise.sur(self.prix_unitaire)


SANS_VIDE = ("designation", "quantite", "prix_unitaire", "nature")
