from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.fiches import generated
from tenants import Base, db

ZERO = Decimal(0)


class SuiviFacture(Base):
    """What happens to an issued facture or avoir, which itself never changes: what is paid, credited and left.

    In the currency of the document; `reste_eur` is its share of `total_eur`, the whole in euros.
    """

    __tablename__ = "suivis_facture"
    __table_args__ = (
        Index(
            "ix_suivis_facture_restes",
            "nature",
            "echeance",
            "facture_id",
            postgresql_where=text("reste > 0"),
            postgresql_include=["reste_eur"],
        ),
        Index("ix_suivis_facture_reste", "reste_eur", "facture_id"),
        Index("ix_suivis_facture_tiers", "tiers_id", postgresql_where=text("reste <> 0")),
    )

    facture_id: Mapped[int] = mapped_column(ForeignKey("factures.id"), unique=True)
    nature: Mapped[str]
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"))
    echeance: Mapped[date | None]
    total: Mapped[Decimal]
    regle: Mapped[Decimal] = mapped_column(server_default=text("0"), default=ZERO)
    impute: Mapped[Decimal] = mapped_column(server_default=text("0"), default=ZERO)
    credite: Mapped[Decimal] = mapped_column(server_default=text("0"), default=ZERO)
    reste: Mapped[Decimal]
    total_eur: Mapped[Decimal]
    reste_eur: Mapped[Decimal] = generated("round(coalesce(reste * total_eur / nullif(total, 0), 0), 2)")
    retenue: Mapped[Decimal] = mapped_column(server_default=text("0"), default=ZERO)
    retenue_le: Mapped[date | None]
    soldee_le: Mapped[date | None]
    remplacee_le: Mapped[date | None]

    def settle(self, echeance: date | None, le: date) -> None:
        """What is left, nothing of what is replaced; and when it is due: the retenue de garantie alone a year later."""
        self.reste = ZERO if self.remplacee_le else self.total - self.regle - self.impute
        self.soldee_le = None if self.reste else (self.soldee_le or le)
        self.echeance = self.retenue_le if 0 < self.reste <= self.retenue else echeance


def lock(*documents) -> None:
    """Hold the balances of these documents until the transaction ends, always in the same order.

    All those of a gesture at once: the chain of the imputations is held after them, and they never after it.
    """
    ids = sorted(document.id for document in documents)
    query = select(SuiviFacture).where(SuiviFacture.facture_id.in_(ids)).order_by(SuiviFacture.facture_id)
    db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    for document in documents:
        db.session.expire(document, ["suivi"])
