"""What the factures of a devis amount to, kept on it: whole ones, parts of it, lines of it in a facture périodique."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, selectinload

from crm.devis import Devis
from crm.factures.acomptes import PARTIELLES, ZERO, counts, links, shares
from crm.factures.documents import Document, LigneFacture
from crm.factures.suivi import SuiviFacture
from tenants import db

LIVE = (
    Document.nature == "facture",
    Document.supprime_le.is_(None),
    ((SuiviFacture.credite > 0) & (SuiviFacture.credite >= SuiviFacture.total)).is_not(True),
    ~Document.is_replaced(drafts=True),
)
"""Drafts count; what is cancelled whole, or replaced, does not."""


def lock_devis(ids: Iterable[int]) -> list[Devis]:
    """Hold these devis until the transaction ends, always in the same order."""
    db.session.flush()
    query = select(Devis).where(Devis.id.in_(list(ids))).order_by(Devis.id)
    return list(db.session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def count_in_devis(ids: set[int]) -> None:
    """Keep on each of these devis what its factures amount to before tax. What an avoir takes off an acompte is to be
    invoiced again."""
    if not ids:
        return
    db.session.flush()
    whole, given, parts = _drawn(ids), _credited(ids), _of_periodiques(ids)
    for devis in db.session.scalars(select(Devis).where(Devis.id.in_(ids)).order_by(Devis.id)):
        devis.montant_facture = sum((of.get(devis.id, ZERO) for of in (whole, parts)), -given.get(devis.id, ZERO))
    db.session.flush()


def _drawn(ids: set[int]) -> dict[int, Decimal]:
    query = select(Document.devis_id, func.sum(Document.total_ht)).outerjoin(SuiviFacture)
    query = query.where(Document.devis_id.in_(ids), *LIVE).group_by(Document.devis_id)
    return dict(db.session.execute(query).all())


def _credited(ids: set[int]) -> dict[int, Decimal]:
    avoir = aliased(Document)
    query = select(Document.devis_id, func.sum(avoir.total_ht)).join(avoir, avoir.facture_id == Document.id)
    query = query.outerjoin(SuiviFacture, SuiviFacture.facture_id == Document.id)
    partial = (Document.forme.in_(PARTIELLES), avoir.emise_le.is_not(None))
    query = query.where(Document.devis_id.in_(ids), *LIVE, *partial).group_by(Document.devis_id)
    return dict(db.session.execute(query).all())


def _of_periodiques(ids: set[int]) -> dict[int, Decimal]:
    of = select(LigneFacture.facture_id).where(LigneFacture.devis_id.in_(ids))
    query = select(Document).outerjoin(SuiviFacture).where(Document.id.in_(of), *LIVE)
    found: dict[int, Decimal] = {}
    for facture in db.session.scalars(query.options(selectinload(Document.lignes))):
        for devis_id, part in shares(facture).items():
            found[devis_id] = found.get(devis_id, ZERO) + part
    return found


def rival(facture: Document) -> tuple[Document, int] | None:
    """Another facture that counts and the devis they share, when one of the two is périodique: it takes devis whole."""
    if not facture.devis_ids:
        return None
    found = links(facture.devis_ids)
    query = select(Document, found.c.devis_id).join(found, found.c.facture_id == Document.id)
    query = query.where(Document.supprime_le.is_(None), Document.id.not_in([facture.id, facture.remplace_id or 0]))
    rows = db.session.execute(query.order_by(Document.id)).all()
    rivals = [row for row in rows if "periodique" in (facture.forme, row[0].forme) and counts(*row)]
    return tuple(rivals[0]) if rivals else None
