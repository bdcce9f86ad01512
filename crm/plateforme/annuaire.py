"""The directory of who receives e-invoices, and where (FE-13, FE-51): asked at most once a day of each company."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from crm import clock
from crm.errors import RegleMetier
from crm.factures import Document
from crm.formats import pluriel
from crm.plateforme import connexion
from crm.plateforme.adaptateur import Plateforme
from crm.tiers import Tiers
from tenants import Base, Travail, db, later, write_aside

FRAICHEUR = timedelta(days=1)


class Consultation(Base):
    """What the directory said of a company. `adresses`: where it receives; none when it is not there."""

    __tablename__ = "consultations_annuaire"

    siren: Mapped[str] = mapped_column(unique=True)
    adresses: Mapped[list] = mapped_column(JSONB)
    consulte_a: Mapped[datetime]

    @classmethod
    def of(cls, siren: str | None) -> "Consultation | None":
        return db.session.scalar(select(cls).where(cls.siren == siren)) if siren else None

    def is_fresh(self, now: datetime) -> bool:
        return self.consulte_a > now - FRAICHEUR

    @classmethod
    def refresh_later(cls, siren: str | None, par_id: int | None, cle: str | None = None) -> Travail | None:
        """Ask that the directory be looked at. Raises RegleMetier when it cannot be."""
        if not connexion.ready().url_annuaire:
            raise RegleMetier("Indiquez d’abord l’adresse de l’annuaire : Configuration, Plateforme agréée.")
        if not siren:
            raise RegleMetier("Le SIREN du client manque : complétez sa fiche.")
        return later(cls.refresh_now, titre=f"Consultation de l’annuaire, {siren}", par_id=par_id, cle=cle, siren=siren)

    @classmethod
    def refresh_now(cls, siren: str) -> dict:
        found = ask(connexion.ready().open(), siren)
        return {"phrase": f"{pluriel(len(found), 'adresse')} dans l’annuaire." if found else "Absent de l’annuaire."}


def look_up_drafts() -> None:
    """Once a day, for the clients of invoices being written: their control then knows."""
    day, fresh = clock.today(), select(Consultation.siren).where(Consultation.consulte_a > clock.now() - FRAICHEUR)
    clients = select(Tiers.siren).join(Document, Document.tiers_id == Tiers.id).distinct()
    clients = clients.where(Document.emise_le.is_(None), Document.supprime_le.is_(None), Tiers.siren.not_in(fresh))
    for siren in db.session.scalars(clients.where(Tiers.qualification == "assujetti_fr")):
        Consultation.refresh_later(siren, None, cle=f"annuaire:{siren}:{day}")


def addresses(plateforme: Plateforme, siren: str) -> list[str]:
    """Where this company receives. Who is there is trusted for a day; who is not is looked for again."""
    known = Consultation.of(siren)
    return known.adresses if known and known.adresses and known.is_fresh(clock.now()) else ask(plateforme, siren)


def ask(plateforme: Plateforme, siren: str) -> list[str]:
    """Look at the directory itself, and keep what it says whatever becomes of the job."""
    values = {"adresses": plateforme.annuaire(siren), "consulte_a": clock.now()}
    adding = insert(Consultation).values(siren=siren, **values)
    write_aside(adding.on_conflict_do_update(index_elements=["siren"], set_=values))
    return values["adresses"]
