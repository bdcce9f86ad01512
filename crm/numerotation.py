"""Gapless numbers: one locked counter per series and year, taken last, in the transaction that freezes the document."""

from datetime import date

from sqlalchemy import Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from tenants import Base


class Serie(Base):
    """The counter of a series for a year. Its last date never goes back (NUM-04)."""

    __tablename__ = "series"
    __table_args__ = (Index("uq_series_code_annee", "code", "annee", unique=True),)

    code: Mapped[str]
    annee: Mapped[int] = mapped_column(SmallInteger)
    motif: Mapped[str]
    dernier: Mapped[int]
    derniere_date: Mapped[date]
