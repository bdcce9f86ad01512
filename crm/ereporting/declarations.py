"""What was declared of each period, and what is still to be (FE-42)."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm import clock, travaux
from crm.equipe import Membre
from crm.ereporting import fichier
from crm.ereporting.contenus import Rapport
from crm.ereporting.periodes import GENRES, Periode, obligation
from crm.ereporting.rapports import rapport, rapports
from crm.errors import RegleMetier
from crm.etats import Etat
from crm.formats import jour
from crm.parametres import Parametres
from crm.plateforme import connexion
from crm.plateforme.adaptateur import Envoi
from tenants import Base, db, later, storage

SUITES: list[Callable] = []
"""What follows a declaration, in its transaction: each is given it."""
INITIALE, RECTIFICATIVE = "IN", "RE"
FLUX = {
    "10.1": "UnitaryCustomerTransactionReport",
    "10.2": "UnitaryCustomerPaymentReport",
    "10.3": "AggregatedCustomerTransactionReport",
    "10.4": "AggregatedCustomerPaymentReport",
}
PLUSIEURS = "MultiFlowReport"
REGLES = {"10.1": "B2BInt", "10.2": "B2BInt", "10.3": "B2C", "10.4": "B2C"}
VIDE = Etat("vide", "Rien à déclarer", "neutre")
EN_COURS = Etat("en_cours", "En cours", "neutre")
FACULTATIVE = Etat("facultative", "Pas encore obligatoire", "neutre")
A_DECLARER = Etat("a_declarer", "À déclarer", "ambre")
EN_RETARD = Etat("en_retard", "En retard", "rouge")
A_CORRIGER = Etat("a_corriger", "À corriger", "orange")
EN_ENVOI = Etat("en_envoi", "En cours d’envoi", "bleu")
ECHEC = Etat("echec", "Échec de l’envoi", "rouge")
DECLAREE = Etat("declaree", "Déclarée", "vert")


class Declaration(Base):
    """One report handed to the platform; its bytes are in the storage. `empreinte`: that of what it says."""

    __tablename__ = "declarations"
    __table_args__ = (
        UniqueConstraint("genre", "debut", "numero"),
        Index("ix_declarations_fin", "fin"),
    )

    genre: Mapped[str]
    debut: Mapped[date]
    fin: Mapped[date]
    numero: Mapped[int]
    type: Mapped[str]
    flux: Mapped[str]
    empreinte: Mapped[str]
    sha256: Mapped[str]
    jeton: Mapped[str] = mapped_column(unique=True)
    demandee_a: Mapped[datetime]
    par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    deposee_a: Mapped[datetime | None]
    flux_id: Mapped[str | None]

    par: Mapped[Membre | None] = relationship()

    @classmethod
    def of(cls, periode: Periode) -> list["Declaration"]:
        """The first one first."""
        query = select(cls).where(cls.genre == periode.genre, cls.debut == periode.debut)
        return list(db.session.scalars(query.order_by(cls.numero)))

    @classmethod
    def declare(cls, periode: Periode, par: Membre, now: datetime, day: date) -> "Declaration":
        """Ask that the report of a period be handed over; again, it replaces what was said. Raises RegleMetier."""
        ours, parametres = connexion.ready(), Parametres.current()
        db.session.refresh(ours, with_for_update=True)  # two clicks: the second finds what the first declared
        _check(periode, parametres, day)
        told, before = rapport(periode), cls.of(periode)
        if before and before[-1].echec and before[-1].empreinte == told.empreinte:
            travaux.retry_key(before[-1].cle, now)
            return before[-1]
        _check_new(told, before)
        nature, jeton = RECTIFICATIVE if before else INITIALE, str(uuid.uuid4())
        declaration = cls(
            genre=periode.genre,
            debut=periode.debut,
            fin=periode.fin,
            numero=len(before) + 1,
            type=nature,
            flux=" ".join(told.flux) or before[-1].flux,
            empreinte=told.empreinte,
            sha256=storage.put(write(told, jeton, nature, now)),
            jeton=jeton,
            demandee_a=now,
            par_id=par.id,
        )
        db.session.add(declaration)
        titre = f"E-reporting, {declaration.libelle}"
        later(declaration.send_now, titre=titre, cle=declaration.cle, par_id=par.id)
        for suite in SUITES:
            suite(declaration)
        return declaration

    def send_now(self) -> dict | None:
        """Hand it over, once: who is not sure that it was asks the platform first."""
        db.session.refresh(self)
        if self.flux_id:
            return None
        plateforme = connexion.ready().open()
        self.flux_id = plateforme.retrouver(self.jeton) or plateforme.declarer(self._envoi())
        self.deposee_a = clock.now()
        return {"phrase": f"{self.libelle} : déclaration remise à la plateforme agréée."}

    def _envoi(self) -> Envoi:
        flux = self.flux.split()
        genre, regle = (FLUX[flux[0]], REGLES[flux[0]]) if len(flux) == 1 else (PLUSIEURS, "NotApplicable")
        return Envoi(
            nom=self.nom, contenu=storage.get(self.sha256), syntaxe="FRR", genre=genre, regle=regle, jeton=self.jeton
        )

    @property
    def cle(self) -> str:
        return f"declaration:{self.jeton}"

    @property
    def libelle(self) -> str:
        return f"{GENRES[self.genre].lower()} du {jour(self.debut, 'court')} au {jour(self.fin, 'court')}"

    @property
    def nom(self) -> str:
        return f"{self.genre}-{self.debut:%Y%m%d}-{self.fin:%Y%m%d}-{self.type}{self.numero}.xml"

    @property
    def echec(self) -> str | None:
        failed = travaux.failed(self.cle) if self.flux_id is None else None
        return failed.raison if failed else None


@dataclass(frozen=True)
class Suivi:
    """A period as the page shows it."""

    periode: Periode
    rapport: Rapport
    declarations: list[Declaration]
    jour: date
    obligation: date

    @property
    def derniere(self) -> Declaration | None:
        return self.declarations[-1] if self.declarations else None

    @property
    def etat(self) -> Etat:
        last = self.derniere
        if last:
            if last.empreinte != self.rapport.empreinte:
                return A_CORRIGER
            return DECLAREE if last.flux_id else (ECHEC if last.echec else EN_ENVOI)
        if self.periode.fin >= self.jour:
            return EN_COURS
        if self.rapport.is_empty:
            return VIDE
        if not self.is_due:
            return FACULTATIVE
        return EN_RETARD if self.periode.echeance < self.jour else A_DECLARER

    @property
    def is_due(self) -> bool:
        return self.periode.debut >= self.obligation

    @property
    def can_declare(self) -> bool:
        return self.is_due and self.etat in (A_DECLARER, EN_RETARD, A_CORRIGER, ECHEC)


def write(told: Rapport, id: str, type: str, now: datetime) -> bytes:
    """The file of a report, in the name of the company."""
    p = Parametres.current()
    return fichier.write(told, id=id, type=type, siren=p.siren or "", nom=p.raison_sociale, moment=now)


def suivis(periodes: list[Periode], day: date) -> list[Suivi]:
    """In two readings of documents and receipts and one of what was declared, however many periods."""
    since = min((periode.debut for periode in periodes), default=day)
    known = list(db.session.scalars(select(Declaration).where(Declaration.debut >= since).order_by(Declaration.numero)))
    mandatory = obligation(Parametres.current())
    found = []
    for periode, told in zip(periodes, rapports(periodes), strict=True):
        mine = [one for one in known if (one.genre, one.debut) == (periode.genre, periode.debut)]
        found.append(Suivi(periode, told, mine, day, mandatory))
    return found


def _check(periode: Periode, parametres: Parametres, day: date) -> None:
    if not parametres.siren:
        raise RegleMetier("Indiquez d’abord votre SIREN : Configuration, Identité.")
    if periode.fin >= day:
        raise RegleMetier(f"Cette période n’est pas finie : déclarez-la après le {jour(periode.fin)}.")
    if periode.debut < obligation(parametres):
        raise RegleMetier(f"Votre entreprise déclare à partir du {jour(obligation(parametres), 'long')}.")


def _check_new(told: Rapport, before: list[Declaration]) -> None:
    if not before and told.is_empty:
        raise RegleMetier("Rien à déclarer : une période vide ne se transmet pas.")
    if before and before[-1].empreinte == told.empreinte:
        raise RegleMetier("Cette période est déjà déclarée, et rien n’y a changé depuis.")
