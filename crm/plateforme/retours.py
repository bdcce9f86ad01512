"""What becomes of an invoice that came by the platform is told to who sent it (204, 205, 207, 210, 211)."""

from sqlalchemy import ForeignKey, Index, exists, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm import clock
from crm.depenses import Depense, Reception, StatutDepense
from crm.depenses.etapes import SUITES
from crm.depenses.statuts import RECUE
from crm.parametres import Parametres
from crm.plateforme import messages
from crm.plateforme.cdar_dit import ACHETEUR, VENDEUR, Acteur, StatutDit
from crm.plateforme.connexion import ConnexionPlateforme
from crm.plateforme.messages import Message
from tenants import Base, db


class Retour(Message, Base):
    """One status of a dépense, said to the platform."""

    __tablename__ = "retours_plateforme"
    __table_args__ = (Index("ix_retours_plateforme_depense", "depense_id"),)
    genre = "SupplierInvoiceLC"

    depense_id: Mapped[int] = mapped_column(ForeignKey("depenses.id"))
    statut_id: Mapped[int] = mapped_column(ForeignKey("statuts_depense.id"), unique=True)

    depense: Mapped[Depense] = relationship()
    statut: Mapped[StatutDepense] = relationship()

    @property
    def dit(self) -> StatutDit:
        facture, p = self.depense.facture, Parametres.current()
        them = facture.fournisseur
        return StatutDit(
            id=self.jeton,
            numero=facture.numero,
            type_facture=facture.type,
            emise_le=facture.emise_le,
            moi=Acteur(role=ACHETEUR, siren=p.siren or "", nom=p.raison_sociale, adresse=p.siren or ""),
            autre=Acteur(role=VENDEUR, siren=them.siren, nom=them.nom, adresse=them.adresse_electronique or them.siren),
            code=str(self.statut.code),
            moment=self.demande_a,
            motif=self.statut.motif or "",
            commentaire=self.statut.commentaire or "",
        )


def came_by_platform(depense: Depense) -> bool:
    """Whether it was received there, and there is where its sender waits for an answer."""
    by_flow = exists().where(Reception.depense_id == depense.id, Reception.flux_id.is_not(None))
    connexion = ConnexionPlateforme.current()
    return bool(connexion and connexion.is_ready and db.session.scalar(select(by_flow)))


def retours_of(depense: Depense) -> dict[int, Retour]:
    """By the status each one tells."""
    rows = db.session.scalars(select(Retour).where(Retour.depense_id == depense.id))
    return {row.statut_id: row for row in rows}


def report(depense: Depense, statut: StatutDepense) -> None:
    if statut.code == RECUE or not came_by_platform(depense):
        return
    retour = Retour(depense=depense, statut=statut, jeton=messages.new_jeton(), demande_a=clock.now())
    db.session.add(retour)
    db.session.flush()
    retour.send_later(statut.par.id if statut.par else None)


SUITES.append(report)
