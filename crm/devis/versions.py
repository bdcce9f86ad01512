from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.equipe import Membre
from tenants import Base


class VersionDevis(Base):
    """A devis as it was sent: its frozen content, and the bytes of its PDF."""

    __tablename__ = "versions_devis"
    __table_args__ = (Index("uq_versions_devis_indice", "devis_id", "indice", unique=True),)

    devis_id: Mapped[int] = mapped_column(ForeignKey("devis.id"))
    indice: Mapped[int] = mapped_column(SmallInteger)
    numero: Mapped[str]
    etabli_le: Mapped[date]
    figee_a: Mapped[datetime]
    figee_par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    fige: Mapped[dict]
    empreinte: Mapped[str]
    pdf_sha256: Mapped[str | None]

    figee_par: Mapped[Membre | None] = relationship()
