"""A file received from a supplier: kept as it came, then read by a worker, and entered or refused."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePath
from typing import Self

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from crm import clock, journal
from crm.depenses import fournisseurs
from crm.depenses.depenses import Depense
from crm.depenses.doublons import Doublon
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.parametres import Parametres
from crm.reception import Constat, FactureLue, FichierRefuse, Lecture, lire
from tenants import Base, Travail, db, later, storage

LARGEST = 10_000_000


class Reception(Base):
    """Its bytes are in the storage; `lue_a` is set once it is read, with the dépense it made or why it was refused."""

    __tablename__ = "receptions"
    __table_args__ = (Index("ix_receptions_recue", text("id DESC")),)

    nom: Mapped[str]
    taille: Mapped[int]
    sha256: Mapped[str]
    recue_a: Mapped[datetime]
    par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    lue_a: Mapped[datetime | None]
    depense_id: Mapped[int | None] = mapped_column(ForeignKey("depenses.id", ondelete="SET NULL"))
    flux_id: Mapped[str | None] = mapped_column(unique=True)
    refus: Mapped[list] = mapped_column(JSONB, server_default=text("'[]'"), default=list)

    depense: Mapped[Depense | None] = relationship()
    par: Mapped[Membre | None] = relationship()

    @classmethod
    def receive(cls, nom: str, contenu: bytes, par: Membre | None, now: datetime, flux_id: str | None = None) -> Self:
        """Keep a file and ask that it be read. Raises RegleMetier when it is empty or too heavy.

        `flux_id`: the platform's name of it, when it came from there; it is then never too heavy.
        """
        nom = "".join(char for char in PurePath(nom.replace("\\", "/")).name if char.isprintable())[:150] or "fichier"
        if not contenu:
            raise RegleMetier(f"« {nom} » est vide : choisissez un autre fichier.")
        if len(contenu) > LARGEST and flux_id is None:
            raise RegleMetier(f"« {nom} » dépasse 10 Mo : choisissez un fichier plus léger.")
        digest = storage.put(contenu)
        reception = cls(nom=nom, taille=len(contenu), sha256=digest, recue_a=now, par=par, flux_id=flux_id)
        db.session.add(reception)
        later(reception.read_now, titre=f"Lecture de {nom}", par_id=par.id if par else None)
        return reception

    def read_now(self) -> dict:
        """Enter it among the dépenses, or say why not. Read once."""
        if self.lue_a is None:
            journal.sign(self.par_id, self.par.libelle if self.par else "")
            self.read(clock.now(), clock.today())
        return {"phrase": self.phrase}

    def read(self, now: datetime, day: date) -> None:
        try:
            with db.session.begin_nested():
                self.depense = self._enter(lire(storage.get(self.sha256)), now, day)
        except Doublon as refused:
            self.depense, self.refus = refused.depense, [_doublon(refused).to_dict()]
        except FichierRefuse as refused:
            self.refus = [constat.to_dict() for constat in refused.constats]
        self.lue_a = now

    def _enter(self, lecture: Lecture, now: datetime, day: date) -> Depense:
        parametres = Parametres.current()
        ensure_not_ours(lecture.facture, parametres)
        tiers = fournisseurs.find(lecture.facture.fournisseur)
        if tiers is not None:
            tiers.become_fournisseur(day)
        known = replace(lecture, doutes=(*_destinataire(lecture.facture, parametres), *lecture.doutes))
        return Depense.from_lecture(known, (self.nom, self.sha256), tiers, self.par, now, day)

    @property
    def constats(self) -> list[Constat]:
        return [Constat.from_dict(one) for one in self.refus]

    @property
    def is_entered(self) -> bool:
        return self.lue_a is not None and not self.refus

    @property
    def phrase(self) -> str:
        if self.lue_a is None:
            return "Lecture en cours"
        return f"Importée : {self.depense.libelle}." if self.is_entered else " ".join(c.phrase for c in self.constats)

    @classmethod
    def latest(cls, limit: int = 30) -> list[Self]:
        query = select(cls).options(joinedload(cls.depense), joinedload(cls.par))
        return list(db.session.scalars(query.order_by(cls.id.desc()).limit(limit)))


def failed(receptions: list[Reception]) -> set[int]:
    """Those whose reading failed for good, for a reason that is not theirs."""
    waiting = [reception.id for reception in receptions if reception.lue_a is None]
    query = select(Travail.sujet_id).where(Travail.sujet_type == Reception.__tablename__, Travail.sujet_id.in_(waiting))
    return set(db.session.scalars(query.where(Travail.echoue_le.is_not(None)))) if waiting else set()


def ensure_not_ours(facture: FactureLue, parametres: Parametres) -> None:
    if parametres.siren and facture.fournisseur.siren == parametres.siren:
        raise FichierRefuse(
            Constat(
                regle="Émetteur",
                phrase=f"Cette facture est émise par {facture.fournisseur.nom}, votre propre entreprise.",
                demande="Déposez ici les factures de vos fournisseurs ; les vôtres sont dans Factures.",
                motif="EMMET_INC",
            )
        )


def _destinataire(facture: FactureLue, parametres: Parametres):
    addressed = facture.acheteur.siren
    if addressed and parametres.siren and addressed != parametres.siren:
        phrase = f"La facture est adressée à {facture.acheteur.nom} (SIREN {addressed}), pas à votre entreprise."
        demande = "Vérifiez qu’elle est bien pour vous, sinon refusez-la."
        yield Constat(regle="Destinataire", phrase=phrase, demande=demande, motif="DEST_ERR", bloquant=False)


def _doublon(refused: Doublon) -> Constat:
    return Constat(
        regle="Doublon",
        phrase=refused.message,
        demande="S’il s’agit d’une autre facture, demandez au fournisseur de lui donner un autre numéro.",
        motif="DOUBLON",
    )
