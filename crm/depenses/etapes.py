from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.depenses.statuts import ETATS
from crm.equipe import Membre
from crm.etats import Etat
from tenants import Base

SUITES: list[Callable] = []
"""What other nouns do in the transaction that gives a status: each is given the dépense and the status."""


class StatutDepense(Base):
    """One step of the life of a dépense: who, when, why. Never changed, never taken away."""

    __tablename__ = "statuts_depense"
    __table_args__ = (Index("ix_statuts_depense", "depense_id", "id"),)

    depense_id: Mapped[int] = mapped_column(ForeignKey("depenses.id", ondelete="CASCADE"))
    code: Mapped[int] = mapped_column(SmallInteger)
    motif: Mapped[str | None]
    commentaire: Mapped[str | None]
    le: Mapped[date]
    enregistre_a: Mapped[datetime]
    par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))

    par: Mapped[Membre | None] = relationship(lazy="joined")

    @property
    def etat(self) -> Etat:
        return ETATS[self.code]
