"""212 « Encaissée »: what was received of a transmitted invoice, by rate of VAT (FE-31)."""

from decimal import Decimal

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm import clock
from crm.documents.contenu import Contenu
from crm.imputations import SUITES, ZERO, Imputation
from crm.montants import repartir
from crm.montants.nombres import repartir_au_dernier
from crm.plateforme import messages, transmissions
from crm.plateforme.cdar_dit import StatutDit
from crm.plateforme.messages import Message
from crm.plateforme.statuts import ENCAISSEE
from crm.plateforme.transmissions import Transmission
from crm.reglements import EN_EUROS, Reglement
from tenants import Base, db

ACOMPTES = ("facture_acompte",)


class Encaissement(Message, Base):
    """One receipt said to the platform, in euros; a receipt that is cancelled is said again, negative."""

    __tablename__ = "encaissements_plateforme"
    __table_args__ = (Index("ix_encaissements_plateforme_transmission", "transmission_id"),)

    transmission_id: Mapped[int] = mapped_column(ForeignKey("transmissions.id"))
    imputation_id: Mapped[int] = mapped_column(ForeignKey("imputations.id"), unique=True)
    montants: Mapped[dict]

    transmission: Mapped[Transmission] = relationship()
    imputation: Mapped[Imputation] = relationship()

    @property
    def montant(self) -> Decimal:
        return sum((Decimal(part) for part in self.montants.values()), ZERO)

    @property
    def can_leave(self) -> bool:
        """Never of an invoice that was refused or rejected."""
        return not self.transmission.is_finale

    @property
    def dit(self) -> StatutDit:
        said = messages.of_ours(self.transmission.document.fige)
        montants = tuple((Decimal(taux), Decimal(part)) for taux, part in self.montants.items())
        return StatutDit(id=self.jeton, code=ENCAISSEE, moment=self.demande_a, montants=montants, **said)


def is_due_on_receipt(contenu: Contenu) -> bool:
    """Whether VAT is due when money comes: services and acomptes, but by débits or when the client owes it."""
    t = contenu.totaux
    if contenu.option_debits or not t.tva or any(g.categorie == "AE" for g in t.groupes):
        return False
    return "service" in t.natures or contenu.nature in ACOMPTES


def split(contenu: Contenu, avant: Decimal, montant: Decimal) -> dict[Decimal, Decimal]:
    """A receipt by rate: the shares of successive receipts add up, to the cent, to those of the whole."""
    parts: dict[Decimal, Decimal] = {}
    for groupe in contenu.totaux.groupes:
        parts[groupe.taux] = parts.get(groupe.taux, ZERO) + groupe.ttc
    poids = list(parts.values())
    share = repartir if min(poids) >= 0 else repartir_au_dernier
    shares = zip(parts, share(avant + montant, poids), share(avant, poids), strict=True)
    return {taux: after - before for taux, after, before in shares if after != before}


def report(imputation: Imputation) -> None:
    """Say to the platform what this règlement paid of an invoice it has, or as soon as it has it; nothing when it has
    not to know."""
    if not (imputation.reglement_id and imputation.facture_id):
        return
    query = select(Transmission).where(Transmission.facture_id == imputation.facture_id)
    # A deposit that ends at this moment waits, or is seen.
    transmission = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if transmission is None or transmission.is_finale:
        return
    contenu = Contenu.from_dict(transmission.document.fige)
    if not is_due_on_receipt(contenu):
        return
    montant = imputation.reglement.somme.part(imputation.montant)
    parts = split(contenu.en_euros, _received_before(imputation), montant)
    row = Encaissement(
        transmission=transmission,
        imputation=imputation,
        jeton=messages.new_jeton(),
        montants={str(taux): str(part) for taux, part in parts.items()},
        demande_a=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    if transmission.flux_id:
        row.send_later()


def send_waiting(transmission: Transmission) -> None:
    """What was received while the invoice was not there yet."""
    rows = select(Encaissement).where(Encaissement.transmission_id == transmission.id, Encaissement.flux_id.is_(None))
    for row in db.session.scalars(rows.order_by(Encaissement.id)):
        row.send_later()


def report_earlier(transmission: Transmission) -> None:
    """What was received before the invoice was transmitted."""
    mine = (Imputation.facture_id == transmission.facture_id, Imputation.reglement_id.is_not(None))
    for imputation in db.session.scalars(select(Imputation).where(*mine).order_by(Imputation.id)):
        report(imputation)


def _received_before(imputation: Imputation) -> Decimal:
    """What earlier règlements had paid of the same invoice, in euros."""
    earlier = (Imputation.facture_id == imputation.facture_id, Imputation.id < imputation.id)
    paid = select(func.coalesce(func.sum(func.round(EN_EUROS, 2)), ZERO)).join(Reglement, Imputation.reglement)
    return db.session.scalar(paid.where(*earlier))


SUITES.append(report)
transmissions.SUITES.append(send_waiting)
