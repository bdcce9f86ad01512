"""An issued document handed to the platform, once; and what becomes of it there."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm import clock, journal, travaux
from crm.equipe import Membre
from crm.etats import Etat
from crm.factures import Document
from crm.plateforme import annuaire, connexion, statuts
from crm.plateforme.adaptateur import Envoi, Flux, Plateforme, PlateformeRefuse
from crm.plateforme.cdar_lu import StatutLu
from tenants import Base, db, later, storage, write_aside

if TYPE_CHECKING:
    from crm.plateforme.encaissements import Encaissement
    from crm.plateforme.reponses import Reponse

EN_COURS = Etat("en_cours", "En cours de dépôt", "bleu")
SUITES: list[Callable] = []
"""What follows a deposit, in its transaction: each is given the transmission."""
HORS_ANNUAIRE = Etat("hors_annuaire", "Client hors annuaire", "ambre")
ECHEC = Etat("echec", "Dépôt impossible", "rouge")


class StatutFacture(Base):
    """What a platform said of an invoice, word for word; the message itself is in the storage. Never changed."""

    __tablename__ = "statuts_facture"
    __table_args__ = (
        UniqueConstraint("transmission_id", "sha256"),
        Index("ix_statuts_facture_flux", "flux_id"),
    )
    transmission_id: Mapped[int] = mapped_column(ForeignKey("transmissions.id"))
    code: Mapped[str]
    libelle: Mapped[str]
    motif: Mapped[str]
    commentaire: Mapped[str]
    moment: Mapped[datetime]
    recu_a: Mapped[datetime]
    flux_id: Mapped[str]
    sha256: Mapped[str]

    @property
    def etat(self) -> Etat:
        return statuts.etat(self.code, self.libelle)

    @property
    def raison(self) -> str:
        return statuts.MOTIFS.get(self.motif, self.motif)


class Transmission(Base):
    """`jeton` names the deposit for both sides: asked twice, tried twice, there is one."""

    __tablename__ = "transmissions"

    facture_id: Mapped[int] = mapped_column(ForeignKey("factures.id"), unique=True)
    jeton: Mapped[str] = mapped_column(unique=True)
    demandee_a: Mapped[datetime]
    par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    tentee_a: Mapped[datetime | None]
    deposee_a: Mapped[datetime | None]
    hors_annuaire_a: Mapped[datetime | None]
    flux_id: Mapped[str | None]
    sha256: Mapped[str | None]

    document: Mapped[Document] = relationship()
    par: Mapped[Membre | None] = relationship()
    statuts: Mapped[list[StatutFacture]] = relationship(
        order_by=(StatutFacture.moment, StatutFacture.code), viewonly=True
    )
    encaissements: Mapped[list["Encaissement"]] = relationship(order_by="Encaissement.id", viewonly=True)
    reponses: Mapped[list["Reponse"]] = relationship(order_by="Reponse.id", viewonly=True)

    @classmethod
    def of(cls, document: Document) -> "Transmission | None":
        return db.session.scalar(select(cls).where(cls.facture_id == document.id))

    @classmethod
    def begin(cls, document: Document, par: Membre | None, now: datetime) -> tuple["Transmission", bool]:
        """Record that this document is to be deposited; the one there already when there is one. Whether it is new."""
        values = {"facture_id": document.id, "jeton": str(uuid.uuid4()), "demandee_a": now}
        values["par_id"] = par.id if par else None
        made = db.session.scalar(insert(cls).values(**values).on_conflict_do_nothing().returning(cls.id))
        transmission = cls.of(document)
        if made:
            journal.record(document, "transmission", apres={"jeton": transmission.jeton})
            titre = f"Dépôt de {document.numero}"
            later(transmission.deposit_now, titre=titre, cle=transmission.cle, par_id=values["par_id"])
        elif transmission.flux_id is None:
            travaux.retry_key(transmission.cle, now)
        return transmission, made is not None

    def deposit_now(self) -> dict | None:
        """Hand the file over, unless it has been. The attempt is written aside before, on a row nobody holds, so that
        a deposit whose answer was lost is looked for instead of made again."""
        db.session.refresh(self)
        if self.flux_id:
            return None
        document, ours = self.document, connexion.ready()
        plateforme = ours.open()
        if ours.url_annuaire:
            self._look_up(plateforme)
        digest = document.render_now()["sha256"]
        known = plateforme.retrouver(self.jeton) if self.tentee_a else None
        if known is None:
            write_aside(update(Transmission).where(Transmission.id == self.id).values(tentee_a=clock.now()))
            known = plateforme.deposer(_envoi(document, storage.get(digest), self.jeton))
        self.flux_id, self.sha256, self.deposee_a, self.hors_annuaire_a = known, digest, clock.now(), None
        db.session.flush()
        for suite in SUITES:
            suite(self)
        return {"phrase": f"{document.numero} est déposée sur la plateforme agréée."}

    def _look_up(self, plateforme: Plateforme) -> None:
        """Raises PlateformeRefuse when the directory does not know the client: kept aside, for the e-reporting."""
        tiers = self.document.tiers
        if not annuaire.addresses(plateforme, tiers.siren):
            write_aside(update(Transmission).where(Transmission.id == self.id).values(hors_annuaire_a=clock.now()))
            raise PlateformeRefuse(
                f"{tiers.libelle} n’est pas dans l’annuaire : envoyez {self.document.numero} par e-mail, "
                "l’e-reporting la déclare."
            )

    def receive(self, flux: Flux, lu: StatutLu, brut: bytes, now: datetime) -> bool:
        """Keep what the platform says; the same message twice is kept once. Returns whether it is new."""
        values = {
            "transmission_id": self.id,
            "code": lu.code,
            "libelle": lu.libelle,
            "motif": lu.motif,
            "commentaire": lu.commentaire,
            "moment": lu.moment,
            "recu_a": now,
            "flux_id": flux.id,
            "sha256": storage.put(brut),
        }
        adding = (
            insert(StatutFacture).values(**values).on_conflict_do_nothing(index_elements=["transmission_id", "sha256"])
        )
        made = db.session.scalar(adding.returning(StatutFacture.id))
        db.session.expire(self, ["statuts"])
        return made is not None

    @property
    def cle(self) -> str:
        """The key of the job that deposits."""
        return f"depot:{self.jeton}"

    @property
    def finale(self) -> StatutFacture | None:
        """The refusal or the rejection that ended it."""
        return next((one for one in self.statuts if one.code in statuts.FINALES), None)

    @property
    def is_finale(self) -> bool:
        return self.finale is not None

    @property
    def courant(self) -> "StatutFacture | Reponse | None":
        """Where the invoice stands: its end if it has one, else the latest said by anybody, whatever came first."""
        said = [one for one in self.statuts if one.code not in statuts.ANNEXES]
        return self.finale or max((*said, *self.reponses), key=lambda one: (one.moment, one.code), default=None)

    def _is_at(self, code: str) -> bool:
        return self.courant is not None and self.courant.code == code

    @property
    def is_litige(self) -> bool:
        return self._is_at(statuts.EN_LITIGE)

    @property
    def is_suspendue(self) -> bool:
        return self._is_at(statuts.SUSPENDUE)

    @property
    def is_en_partie(self) -> bool:
        return self._is_at(statuts.EN_PARTIE)

    @property
    def echec(self) -> str | None:
        """Why the deposit failed for good."""
        failed = travaux.failed(self.cle) if self.flux_id is None else None
        return failed.raison if failed else None

    @property
    def etat(self) -> Etat:
        if self.courant:
            return self.courant.etat
        if self.flux_id:
            return Etat("attente", "Remise à la plateforme", "bleu")
        if self.hors_annuaire_a:
            return HORS_ANNUAIRE
        return ECHEC if self.echec else EN_COURS


def _envoi(document: Document, contenu: bytes, jeton: str) -> Envoi:
    return Envoi(
        nom=document.nom_pdf,
        contenu=contenu,
        media="application/pdf",
        syntaxe="Factur-X",
        profil="CIUS",
        genre="CustomerInvoice",
        regle="B2B",
        jeton=jeton,
    )
