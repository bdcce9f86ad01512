"""How far a company in franchise is from paying VAT (CGI art. 293 B)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import case, exists, func, select

from crm import formats
from crm.factures.documents import Document, LigneFacture
from crm.factures.suivi import SuiviFacture
from crm.reperes import Droit
from tenants import db

PROCHE = Decimal("0.8")
"""The part of the threshold from which one is told."""


def franchise_said(document, day: date, droit: Droit) -> str | None:
    """What to say of the turnover of the civil year, this document included; None while far from the threshold."""
    sold = _turnover(day) + document.total_ht_eur
    nature = "bien" if _sells_goods(document, day) else "service"
    seuil, majore = droit.seuil(f"franchise_{nature}"), droit.seuil(f"franchise_{nature}_majore")
    if sold < seuil * PROCHE:
        return None
    said = f"Vous aurez facturé {formats.euros(sold)} en {day.year}"
    if sold > majore:
        return f"{said}, plus que {formats.euros(majore, 0)} : la TVA est due dès ce jour. Changez de régime."
    if sold > seuil:
        return f"{said}, plus que {formats.euros(seuil, 0)} : la franchise cesse le 1er janvier {day.year + 1}."
    return f"{said} : la franchise vaut jusqu’à {formats.euros(seuil, 0)}."


def _issued(day: date) -> tuple:
    return Document.emise_le.between(date(day.year, 1, 1), day), SuiviFacture.remplacee_le.is_(None)


def _turnover(day: date) -> Decimal:
    signed = case((Document.nature == "avoir", -Document.total_ht_eur), else_=Document.total_ht_eur)
    total = select(func.coalesce(func.sum(signed), 0)).join(SuiviFacture, SuiviFacture.facture_id == Document.id)
    return db.session.scalar(total.where(*_issued(day)))


def _sells_goods(document, day: date) -> bool:
    """Goods have a higher threshold than services."""
    if any(ligne.nature == "bien" for ligne in document.lignes_chiffrees):
        return True
    sold = exists().where(LigneFacture.facture_id == Document.id, LigneFacture.nature == "bien")
    query = select(Document.id).join(SuiviFacture, SuiviFacture.facture_id == Document.id).where(*_issued(day), sold)
    return db.session.scalar(query.limit(1)) is not None
