import hashlib
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm import imprimes
from crm.equipe import Membre
from crm.scellement import canonical
from tenants import Base, db, storage


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
    fige: Mapped[dict] = mapped_column(deferred=True)
    empreinte: Mapped[str]
    pdf_sha256: Mapped[str | None]

    figee_par: Mapped[Membre | None] = relationship()

    def render_now(self) -> dict:
        """Make the PDF, once and for all. Who comes while it is being made waits for it."""
        db.session.refresh(self, with_for_update={"key_share": True})
        if self.pdf_sha256 is None:
            self.pdf_sha256 = storage.put(imprimes.render(self.fige))
        return {"sha256": self.pdf_sha256, "nom": self.nom_pdf}

    @property
    def nom_pdf(self) -> str:
        return f"{self.numero}.pdf"


def sum_of(fige: dict) -> str:
    return hashlib.sha256(canonical(fige)).hexdigest()
