"""What is left to credit of a facture: in all, by line, by rate (AVO-05)."""

from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from crm.factures import Document, Facture, LigneFacture
from tenants import db

ZERO = Decimal("0.00")


def avoirs_of(facture: Facture) -> list[Document]:
    """The avoirs that correct this facture, drafts included."""
    query = select(Document).where(Document.facture_id == facture.id, Document.supprime_le.is_(None))
    return list(db.session.scalars(query.order_by(Document.id)))


def credited(facture: Facture) -> Decimal:
    """What the issued avoirs of a facture amount to, tax included."""
    issued = (Document.facture_id == facture.id, Document.emise_le.is_not(None))
    return db.session.scalar(select(func.coalesce(func.sum(Document.total_ttc), ZERO)).where(*issued))


def left_by_line(facture: Facture) -> dict[int, Decimal]:
    """For each priced line of a facture, the quantity that no issued avoir has credited."""
    query = select(LigneFacture.origine_id, func.sum(LigneFacture.quantite))
    query = query.join(Document, Document.id == LigneFacture.facture_id)
    query = query.where(Document.facture_id == facture.id, Document.emise_le.is_not(None))
    query = query.where(LigneFacture.origine_id.is_not(None)).group_by(LigneFacture.origine_id)
    done = dict(db.session.execute(query).all())
    return {ligne.id: ligne.quantite - done.get(ligne.id, ZERO) for ligne in facture.lignes_chiffrees}


def left_by_vat(facture: Facture) -> dict[str, Decimal]:
    """For each rate of a facture, and each reason to bear none, the amount before tax no issued avoir has credited."""
    left = {groupe.cle: groupe.base for groupe in facture.totaux.groupes}
    issued = select(Document).where(Document.facture_id == facture.id, Document.emise_le.is_not(None))
    for one in db.session.scalars(issued.options(selectinload(Document.lignes), selectinload(Document.deductions))):
        for groupe in one.totaux.groupes:
            left[groupe.cle] = left.get(groupe.cle, ZERO) - groupe.base
    return left
