from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm import imprimes, journal, numerotation
from crm.devis import Devis
from crm.devis.contenus import contenu as contenu_devis
from crm.devis.versions import sum_of
from crm.devises import EURO
from crm.documents.contenu import Contenu
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures import Facture
from crm.factures.contenus import contenu as contenu_facture
from crm.parametres import Parametres
from crm.reperes import Droit
from crm.souches import Souche
from tenants import Base, db, later, storage


class Proforma(Base):
    """A pro forma as it was given: its frozen content and the bytes of its PDF. It is of no chain, and no CII."""

    __tablename__ = "proformas"
    __table_args__ = (
        CheckConstraint("num_nonnulls(devis_id, facture_id) = 1", name="origine"),
        Index("uq_proformas_numero", "numero", unique=True),
        Index("ix_proformas_devis", "devis_id"),
        Index("ix_proformas_facture", "facture_id"),
    )

    numero: Mapped[str]
    devis_id: Mapped[int | None] = mapped_column(ForeignKey("devis.id"))
    facture_id: Mapped[int | None] = mapped_column(ForeignKey("factures.id"))
    etablie_le: Mapped[date]
    figee_a: Mapped[datetime]
    figee_par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    devise: Mapped[str] = mapped_column(server_default=text("'EUR'"), default=EURO)
    total_ttc: Mapped[Decimal]
    fige: Mapped[dict] = mapped_column(deferred=True)
    empreinte: Mapped[str]
    pdf_sha256: Mapped[str | None]

    @classmethod
    def of(cls, document: Devis | Facture, day: date, now: datetime, par: Membre | None) -> Self:
        """The pro forma of a devis, or of a draft of facture. Raises RegleMetier."""
        if isinstance(document, Facture):
            document.ensure_brouillon()
        if not document.lignes_chiffrees:
            raise RegleMetier("Aucune ligne chiffrée : ajoutez au moins une ligne.", "lignes")
        frozen = replace(
            _content(document, day), numero=numerotation.draw(Souche.default("proforma", document.serie), day)
        )
        key = "facture_id" if isinstance(document, Facture) else "devis_id"
        proforma = cls(numero=frozen.numero, etablie_le=day, figee_a=now, devise=frozen.devise)
        proforma.total_ttc = frozen.totaux.ttc
        setattr(proforma, key, document.id)
        proforma.figee_par_id, proforma.fige = par.id if par else None, frozen.to_dict()
        proforma.empreinte = sum_of(proforma.fige)
        db.session.add(proforma)
        db.session.flush()
        journal.record(document, "pro forma", apres={"numero": proforma.numero})
        later(proforma.render_now, titre=f"PDF de {proforma.numero}", par_id=proforma.figee_par_id)
        return proforma

    def render_now(self) -> dict:
        """Make the PDF, once and for all. Who comes while it is being made waits for it."""
        db.session.refresh(self, with_for_update={"key_share": True})
        if self.pdf_sha256 is None:
            self.pdf_sha256 = storage.put(imprimes.render(self.fige))
        return {"sha256": self.pdf_sha256, "nom": self.nom_pdf}

    @property
    def nom_pdf(self) -> str:
        return f"{self.numero}.pdf"


def _content(document: Devis | Facture, day: date) -> Contenu:
    droit, parametres = Droit.on(day), Parametres.current()
    if isinstance(document, Facture):
        frozen = contenu_facture(document, day, "", droit, parametres)
    else:
        frozen = replace(contenu_devis(document, day, droit, parametres), signature=None)
    said = droit.mention("proforma", document.langue)
    return replace(frozen, nature="proforma", comptes=imprimes.comptes(parametres), mentions=(said, *frozen.mentions))


def proformas_of(document: Devis | Facture) -> list[Proforma]:
    """The pro formas given of a document, the latest first."""
    column = Proforma.facture_id if isinstance(document, Facture) else Proforma.devis_id
    return list(db.session.scalars(select(Proforma).where(column == document.id).order_by(Proforma.id.desc())))
