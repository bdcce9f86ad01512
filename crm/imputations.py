"""Imputations: what a règlement or an avoir pays of a facture, or what is given back of it. Rows are only added."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants import Base


class Imputation(Base):
    """From a règlement or an avoir, to a facture or to the règlement that gives the money back."""

    __tablename__ = "imputations"
    __table_args__ = (
        CheckConstraint("num_nonnulls(reglement_id, avoir_id) = 1", name="source"),
        CheckConstraint("num_nonnulls(facture_id, remboursement_id) = 1", name="emploi"),
        Index("ix_imputations_reglement", "reglement_id"),
        Index("ix_imputations_avoir", "avoir_id"),
        Index("ix_imputations_facture", "facture_id"),
        Index("ix_imputations_remboursement", "remboursement_id"),
    )

    reglement_id: Mapped[int | None] = mapped_column(ForeignKey("reglements.id"))
    avoir_id: Mapped[int | None] = mapped_column(ForeignKey("factures.id"))
    facture_id: Mapped[int | None] = mapped_column(ForeignKey("factures.id"))
    remboursement_id: Mapped[int | None] = mapped_column(ForeignKey("reglements.id"))
    annule_id: Mapped[int | None] = mapped_column(ForeignKey("imputations.id"), unique=True)
    montant: Mapped[Decimal]
    le: Mapped[date]
    par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    enregistree_a: Mapped[datetime] = mapped_column(server_default=func.now())
