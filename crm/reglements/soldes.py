"""What clients owe, and what is theirs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import case, func, select

from crm.factures import Facture, SuiviFacture
from crm.imputations import ZERO, Imputation
from crm.reglements.reglements import Reglement
from tenants import db


@dataclass(frozen=True)
class Solde:
    """What a client owes (`du`), of which late (`echu`), and what is theirs: avoirs left, sums paid in excess."""

    du: Decimal = ZERO
    echu: Decimal = ZERO
    avoirs: Decimal = ZERO
    trop_percu: Decimal = ZERO

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
    sums = [func.coalesce(func.sum(s.reste).filter(where), ZERO) for where in wanted]
    query = select(s.tiers_id, *sums).where(s.tiers_id.in_(tiers_ids), s.reste != 0).group_by(s.tiers_id)
    left = {row[0]: row[1:] for row in db.session.execute(query)}
    excess = _excess(tiers_ids)
    return {key: Solde(*left.get(key, (ZERO, ZERO, ZERO)), excess.get(key, ZERO)) for key in tiers_ids}


def _excess(tiers_ids: list[int]) -> dict[int, Decimal]:
    """Money received, less what paid factures; what was given back of avoirs is not money in excess."""
    mine = Reglement.tiers_id.in_(tiers_ids)
    received = select(Reglement.tiers_id, func.sum(Reglement.montant)).where(mine).group_by(Reglement.tiers_id)
    excess = dict(db.session.execute(received).all())
    from_avoir = Imputation.avoir_id.is_not(None)
    whose = Reglement.id == case((from_avoir, Imputation.remboursement_id), else_=Imputation.reglement_id)
    signed = func.sum(case((from_avoir, Imputation.montant), else_=-Imputation.montant))
    used = select(Reglement.tiers_id, signed).select_from(Imputation).join(Reglement, whose)
    used = used.where(mine, Imputation.facture_id.is_not(None) != from_avoir).group_by(Reglement.tiers_id)
    for tiers_id, montant in db.session.execute(used):
        excess[tiers_id] += montant
    return excess


def propose(tiers_id: int, montant: Decimal) -> dict[int, Decimal]:
    """Which factures this sum would pay, the oldest due first: what the form offers."""
    s = SuiviFacture
    query = select(s.facture_id, s.reste).where(s.tiers_id == tiers_id, s.nature == Facture.identite, s.reste > 0)
    shares: dict[int, Decimal] = {}
    for facture_id, reste in db.session.execute(query.order_by(s.echeance, s.facture_id)):
        if montant <= 0:
            break
        shares[facture_id] = min(reste, montant)
        montant -= shares[facture_id]
    return shares
