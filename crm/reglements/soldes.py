"""What clients owe, and what is theirs."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, func, select, union_all

from crm.devises import EURO
from crm.factures import Facture, SuiviFacture
from crm.imputations import ZERO, Imputation
from crm.montants import arrondi
from crm.reglements.reglements import EN_EUROS, Reglement
from crm.tiers import Tiers
from tenants import db


@dataclass(frozen=True)
class Solde:
    """What a client owes (`du`), of which late (`echu`), and what is theirs: avoirs left, sums paid in excess.

    In euros: each document at its rate, each sum for what the bank made of it."""

    du: Decimal = ZERO
    echu: Decimal = ZERO
    avoirs: Decimal = ZERO
    trop_percu: Decimal = ZERO

    def __add__(self, other: "Solde") -> "Solde":
        return Solde(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def credit(self) -> Decimal:
        return self.avoirs + self.trop_percu

    @property
    def solde(self) -> Decimal:
        """Positive when the client owes, negative when the company does."""
        return self.du - self.credit


def solde_client(tiers_ids: list[int], day: date) -> dict[int, Solde]:
    """The balance of each of these clients (E-028), in three queries."""
    is_facture, s = SuiviFacture.nature == Facture.identite, SuiviFacture
    wanted = (is_facture, is_facture & (s.echeance < day), ~is_facture)
    sums = [func.coalesce(func.sum(s.reste_eur).filter(where), ZERO) for where in wanted]
    query = select(s.tiers_id, *sums).where(s.tiers_id.in_(tiers_ids), s.reste != 0).group_by(s.tiers_id)
    left = {row[0]: row[1:] for row in db.session.execute(query)}
    excess = _excess(tiers_ids)
    return {key: Solde(*left.get(key, (ZERO, ZERO, ZERO)), excess.get(key, ZERO)) for key in tiers_ids}


def _excess(tiers_ids: list[int]) -> dict[int, Decimal]:
    """Money received, less what each règlement paid or gave back, in euros; what was given back is nobody's excess."""
    mine = Reglement.tiers_id.in_(tiers_ids)
    rows = union_all(
        select(Reglement.tiers_id, Reglement.montant_eur.label("euros")).where(mine),
        _used(Imputation.reglement_id, -EN_EUROS).where(mine),
        _used(Imputation.remboursement_id, EN_EUROS).where(mine),
    ).subquery()
    query = select(rows.c.tiers_id, func.round(func.sum(rows.c.euros), 2)).group_by(rows.c.tiers_id)
    return dict(db.session.execute(query).all())


def _used(column, euros) -> Select:
    return select(Reglement.tiers_id, euros).join(Imputation, column == Reglement.id)


def ecart_de_change(facture: Facture, imputations: list[Imputation]) -> Decimal | None:
    """What the bank made of the payments of a facture in another currency, beyond what they were at its rate."""
    paid = [row for row in imputations if row.reglement]
    if not facture.is_en_devise or not paid:
        return None
    received = sum((row.reglement.somme.part(row.montant) for row in paid), ZERO)
    worth = facture.total_ttc_eur * sum(row.montant for row in paid) / facture.total_ttc
    return received - arrondi(worth)


def propose(tiers: Tiers, montant: Decimal, devise: str = EURO) -> dict[int, Decimal]:
    """Which factures this sum would pay, the oldest due first: what the form offers."""
    s = SuiviFacture
    query = select(s.facture_id, s.reste).join(Facture, Facture.id == s.facture_id)
    query = query.where(s.tiers_id.in_(tiers.tous_ids), s.reste > 0, Facture.devise == devise)
    shares: dict[int, Decimal] = {}
    for facture_id, reste in db.session.execute(query.order_by(s.echeance, s.facture_id)):
        if montant <= 0:
            break
        shares[facture_id] = min(reste, montant)
        montant -= shares[facture_id]
    return shares
