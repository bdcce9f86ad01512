from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Numeric, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.montants import Deduit
from tenants import Base

if TYPE_CHECKING:
    from crm.factures.documents import Document


class Deduction(Base):
    """What a document says it takes off for an earlier facture, in one category and one rate (ACO-02)."""

    __tablename__ = "deductions"
    __table_args__ = (
        Index("ix_deductions_facture", "facture_id", "ordre"),
        Index("ix_deductions_deduite", "deduite_id"),
    )
    facture_id: Mapped[int] = mapped_column(ForeignKey("factures.id", ondelete="CASCADE"))
    deduite_id: Mapped[int] = mapped_column(ForeignKey("factures.id"))
    ordre: Mapped[int] = mapped_column(SmallInteger)
    nature: Mapped[str]
    numero: Mapped[str]
    le: Mapped[date]
    categorie_tva: Mapped[str]
    taux_tva: Mapped[Decimal] = mapped_column(Numeric(4, 2))
    exoneration: Mapped[str] = mapped_column(server_default=text("''"), default="")
    base: Mapped[Decimal]
    tva: Mapped[Decimal]

    deduite: Mapped["Document"] = relationship(foreign_keys=[deduite_id])

    @property
    def cle(self) -> tuple[str, Decimal, str]:
        return self.categorie_tva, self.taux_tva, self.exoneration

    @property
    def deduit(self) -> Deduit:
        return Deduit(
            nature=self.nature,
            numero=self.numero,
            le=self.le,
            categorie=self.categorie_tva,
            taux=self.taux_tva,
            base=self.base,
            tva=self.tva,
            exoneration=self.exoneration,
        )

    def copy(self) -> "Deduction":
        """The same deduction, for the avoir of the document that bears it."""
        names = "deduite_id ordre nature numero le categorie_tva taux_tva exoneration base tva"
        return Deduction(**{name: getattr(self, name) for name in names.split()})
