"""Imputations: what a règlement or an avoir pays of a facture, or what is given back of it.

Rows are sealed and only added: one is undone by its opposite.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from crm import formats, journal
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures import Document, Facture
from crm.factures.suivi import lock
from crm.montants import arrondi
from crm.scellement import Chaine, Maillon
from tenants import Base, db

if TYPE_CHECKING:
    from crm.reglements import Reglement

ZERO = Decimal("0.00")
SUITES: list[Callable] = []
"""What other nouns do in the transaction that adds an imputation: each is given it."""


class Imputation(Maillon, Base):
    """From a règlement or an avoir, to a facture or to the règlement that gives the money back."""

    __tablename__ = "imputations"
    __table_args__ = (
        CheckConstraint("num_nonnulls(reglement_id, avoir_id) = 1", name="source"),
        CheckConstraint("num_nonnulls(facture_id, remboursement_id) = 1", name="emploi"),
        CheckConstraint("(annule_id IS NULL) = (montant > 0)", name="montant"),
        Index("ix_imputations_reglement", "reglement_id"),
        Index("ix_imputations_avoir", "avoir_id"),
        Index("ix_imputations_facture", "facture_id"),
        Index("ix_imputations_remboursement", "remboursement_id"),
        Index("uq_imputations_rang", "rang", unique=True),
    )
    chaine = "imputations"
    scelles = tuple(
        "reglement_id avoir_id facture_id remboursement_id annule_id montant le par_id enregistree_a rang".split()
    )

    reglement_id: Mapped[int | None] = mapped_column(ForeignKey("reglements.id"))
    avoir_id: Mapped[int | None] = mapped_column(ForeignKey("factures.id"))
    facture_id: Mapped[int | None] = mapped_column(ForeignKey("factures.id"))
    remboursement_id: Mapped[int | None] = mapped_column(ForeignKey("reglements.id"))
    annule_id: Mapped[int | None] = mapped_column(ForeignKey("imputations.id"), unique=True)
    montant: Mapped[Decimal]
    le: Mapped[date]
    par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    enregistree_a: Mapped[datetime]

    reglement: Mapped["Reglement | None"] = relationship("Reglement", foreign_keys=[reglement_id])
    facture: Mapped[Facture | None] = relationship(Facture, foreign_keys=[facture_id])
    avoir: Mapped[Document | None] = relationship(Document, foreign_keys=[avoir_id])

    @classmethod
    def of(cls, **source: int) -> list["Imputation"]:
        """The rows of one source or use: `of(facture_id=12)`. Cancelled ones and their opposites are left out."""
        opposed = select(cls.annule_id).where(cls.annule_id.is_not(None))
        query = select(cls).filter_by(**source).where(cls.annule_id.is_(None), cls.id.not_in(opposed))
        query = query.options(selectinload(cls.facture), selectinload(cls.avoir), selectinload(cls.reglement))
        return list(db.session.scalars(query.order_by(cls.id)))

    @property
    def libelle(self) -> str:
        montant = formats.montant(self.montant, (self.reglement or self.avoir).devise)
        return f"Imputation de {montant} du {formats.jour(self.le, 'court')}"


def impute(
    facture: Facture,
    montant: Decimal,
    le: date,
    par: Membre | None,
    *,
    disponible: Decimal,
    devise: str,
    tiers_id: int,
    **source: int,
) -> None:
    """Pay a part of `facture` from a source that has `disponible` left. The balances are locked before."""
    facture.ensure_issued()
    if facture.tiers.actuel.id != tiers_id:
        raise RegleMetier(f"La facture {facture.numero} est d’un autre client.", "facture_id")
    if facture.devise != devise:
        said = f"La facture {facture.numero} est en {facture.devise}, la somme en {devise}"
        raise RegleMetier(f"{said} : une somme ne paie que des factures de sa devise.", "facture_id")
    check_montant(montant)
    if montant > facture.reste:
        raise RegleMetier(
            f"Il reste {formats.montant(facture.reste, devise)} à payer sur la facture {facture.numero} : "
            f"{formats.montant(montant, devise)} est trop. Réduisez le montant.",
            "montant",
        )
    if montant > disponible:
        left = formats.montant(disponible, devise)
        raise RegleMetier(f"Il ne reste que {left} à imputer : réduisez le montant.", "montant")
    add(facture_id=facture.id, montant=montant, le=le, par=par, **source)
    settle(facture, le)


def oppose(rows: list[Imputation], le: date, par: Membre | None) -> None:
    """Undo imputations by their opposites."""
    documents = {one for row in rows for one in (row.facture, row.avoir) if one}
    lock(*documents)
    names = ("reglement_id", "avoir_id", "facture_id", "remboursement_id")
    for row in rows:
        add(montant=-row.montant, annule_id=row.id, le=le, par=par, **{name: getattr(row, name) for name in names})
    for document in documents:
        settle(document, le)


def check_montant(montant: Decimal) -> None:
    if montant <= 0:
        raise RegleMetier("Le montant est positif : saisissez-le sans signe.", "montant")
    if arrondi(montant) != montant:
        raise RegleMetier("Le montant a au plus 2 décimales.", "montant")


def add(*, par: Membre | None, **values) -> Imputation:
    chaine = Chaine.lock(Imputation.chaine)
    row = Imputation(par_id=par.id if par else None, enregistree_a=chaine.tenue_a, **values)
    chaine.seal(row)
    db.session.add(row)
    db.session.flush()
    for suite in SUITES:
        suite(row)
    return row


def settle(document: Document, le: date) -> None:
    """Write what is paid and left of an issued document, added up again from the rows."""
    suivi = document.suivi
    avant = suivi.reste
    if isinstance(document, Facture):
        suivi.regle = _sum(Imputation.facture_id == document.id, Imputation.reglement_id.is_not(None))
        suivi.impute = _sum(Imputation.facture_id == document.id, Imputation.avoir_id.is_not(None))
    else:
        suivi.regle = _sum(Imputation.avoir_id == document.id, Imputation.remboursement_id.is_not(None))
        suivi.impute = _sum(Imputation.avoir_id == document.id, Imputation.facture_id.is_not(None))
    suivi.settle(document.echeance, le)
    journal.record(document, "solde", avant={"reste": str(avant)}, apres={"reste": str(suivi.reste)})


def _sum(*where) -> Decimal:
    return db.session.scalar(select(func.coalesce(func.sum(Imputation.montant), ZERO)).where(*where))
