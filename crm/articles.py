"""Articles: the catalogue of goods and services, with their prices and taxes (E-030)."""

from decimal import Decimal

from sqlalchemy import Index, Numeric, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.errors import RegleMetier
from crm.fiches import Fiche, generated
from crm.montants import cle_tva
from tenants import db

NATURES = {"service": "Service", "bien": "Bien"}
SEARCHED = "extensions.sans_accent(coalesce(reference, '') || ' ' || designation || ' ' || coalesce(description, ''))"


class Article(Fiche):
    __tablename__ = "articles"
    __table_args__ = (
        Index(
            "ix_articles_recherche",
            "recherche",
            postgresql_using="gin",
            postgresql_ops={"recherche": "extensions.gin_trgm_ops"},
        ),
        Index("ix_articles_tri_nom", "tri_nom", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_articles_prefixe", "tri_nom", postgresql_ops={"tri_nom": "text_pattern_ops"}),
        Index(
            "ix_articles_reference",
            text("extensions.tri_fr(reference)"),
            "id",
            postgresql_where=text("supprime_le IS NULL"),
        ),
        Index("ix_articles_prix", "prix_unitaire", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_articles_cout", "cout", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_articles_tva", "taux_tva", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_articles_modifie", "modifie_le", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_articles_corbeille", "tri_nom", "id", postgresql_where=text("supprime_le IS NOT NULL")),
        Index(
            "uq_articles_reference",
            "reference",
            unique=True,
            postgresql_where=text("reference IS NOT NULL AND supprime_le IS NULL"),
        ),
    )
    module = "articles"

    reference: Mapped[str | None]
    designation: Mapped[str]
    description: Mapped[str | None]
    nature: Mapped[str] = mapped_column(server_default=text("'service'"), default="service")
    unite: Mapped[str | None]
    prix_unitaire: Mapped[Decimal] = mapped_column(Numeric(14, 4))
    cout: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    taux_tva: Mapped[Decimal] = mapped_column(Numeric(4, 2))
    exoneration: Mapped[str | None]
    eco_participation: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    garantie_conformite: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    inactif: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    tri_nom: Mapped[str] = generated("extensions.tri_fr(designation)")
    recherche: Mapped[str] = generated(SEARCHED)

    @classmethod
    def create(cls, **values) -> "Article":
        """A new article. Raises RegleMetier when its reference is taken."""
        article = cls(designation=values.pop("designation"))
        article.revise(**values)
        db.session.add(article)
        db.session.flush()
        return article

    def revise(self, **values) -> None:
        reference = values.get("reference")
        taken = select(Article.designation).where(Article.reference == reference, Article.supprime_le.is_(None))
        with db.session.no_autoflush:
            other = db.session.scalar(taken.where(Article.id != (self.id or 0))) if reference else None
        if other:
            raise RegleMetier(f"La référence {reference} est déjà celle de « {other} ».", "reference")
        super().revise(**values)

    @property
    def libelle(self) -> str:
        return self.designation

    @property
    def tva(self) -> str:
        return cle_tva(self.taux_tva, self.exoneration)

    @classmethod
    def taux_en_usage(cls) -> list[Decimal]:
        """The VAT rates of the catalogue."""
        return list(db.session.scalars(select(cls.taux_tva).where(cls.supprime_le.is_(None)).distinct()))
