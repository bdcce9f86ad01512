"""The selling processes of a company: one per type of opportunity, each with its own steps (C-011, B-073, B-081)."""

from sqlalchemy import ForeignKey, Index, SmallInteger, func, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.sujets import TONS
from tenants import db

DEPART = (
    ("Découverte", "bleu", 10, False),
    ("Qualification", "violet", 30, False),
    ("Proposition", "ambre", 55, False),
    ("Négociation", "orange", 80, False),
    ("Gagnée", "vert", 100, True),
)
"""The steps a new process has: name, tone, probability, and whether it is the last one."""
DORMANCE = 21
"""After how many days in a step an opportunity is said not to move, unless the company says otherwise."""


class Processus(Fiche):
    """A type of opportunity, and the way it is sold."""

    __tablename__ = "processus"
    __table_args__ = (Index("uq_processus_libelle", "libelle", unique=True),)
    module = "configuration"
    genre = "le type d’opportunité"

    libelle_: Mapped[str] = mapped_column("libelle")
    ordre: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"), default=0)
    actif: Mapped[bool] = mapped_column(server_default=text("true"), default=True)

    etapes: Mapped[list["Etape"]] = relationship(
        back_populates="processus", order_by="(Etape.finale, Etape.sequence, Etape.id)", lazy="selectin"
    )

    @property
    def libelle(self) -> str:
        return self.libelle_

    @property
    def finale(self) -> "Etape":
        return self.etapes[-1]

    @classmethod
    def all(cls) -> list["Processus"]:
        return list(db.session.scalars(select(cls).order_by(cls.ordre, cls.id)))

    @classmethod
    def actifs(cls) -> list["Processus"]:
        return [one for one in cls.all() if one.actif]

    @classmethod
    def add(cls, *, libelle: str, **values) -> "Processus":
        """A new type, with the usual steps. Raises RegleMetier when its name is taken."""
        rang = db.session.scalar(select(func.coalesce(func.max(cls.ordre), 0))) + 1
        processus = cls(libelle_="", ordre=rang)
        processus.revise(libelle=libelle, **values)
        processus.etapes = [
            Etape(libelle_=nom, ton=ton, probabilite=chances, sequence=10 * rang, finale=finale)
            for rang, (nom, ton, chances, finale) in enumerate(DEPART, 1)
        ]
        db.session.add(processus)
        db.session.flush()
        return processus

    def revise(self, *, libelle: str, **values) -> None:
        """Change the type. Raises RegleMetier when its name is taken, or no other type is in use."""
        libelle = " ".join((libelle or "").split())
        with db.session.no_autoflush:
            others = [one for one in self.all() if one is not self]
        if any(one.libelle.lower() == libelle.lower() for one in others):
            raise RegleMetier(f"« {libelle} » existe déjà.", "libelle")
        if not values.get("actif", True) and not any(one.actif for one in others):
            raise RegleMetier("Gardez au moins un type d’opportunité en service.", "actif")
        super().revise(libelle_=libelle, **values)


class Etape(Fiche):
    """One step of a process. The last one (`finale`) is reached when the sale is won.

    `probabilite`: of success, in percent. `jours`: after how many days an opportunity there is said not to move.
    """

    __tablename__ = "etapes"
    __table_args__ = (Index("ix_etapes_processus", "processus_id", "sequence", "id"),)
    module = "configuration"
    genre = "l’étape"

    processus_id: Mapped[int] = mapped_column(ForeignKey("processus.id"))
    libelle_: Mapped[str] = mapped_column("libelle")
    ton: Mapped[str] = mapped_column(server_default=text("'neutre'"), default="neutre")
    sequence: Mapped[int]
    probabilite: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"), default=0)
    jours: Mapped[int] = mapped_column(SmallInteger, server_default=text(str(DORMANCE)), default=DORMANCE)
    finale: Mapped[bool] = mapped_column(server_default=text("false"), default=False)

    processus: Mapped[Processus] = relationship(back_populates="etapes")

    @property
    def libelle(self) -> str:
        return self.libelle_

    @property
    def note(self) -> str:
        """What the head of its column says beside the sum."""
        return f"{self.probabilite} %"

    @classmethod
    def add(cls, processus: Processus, **values) -> "Etape":
        """A new step, before the last one. Raises RegleMetier when its name is empty or taken."""
        etape = cls(processus_id=processus.id, libelle_="", sequence=0)
        etape.revise(**values)
        db.session.add(etape)
        db.session.flush()
        db.session.refresh(processus, ["etapes"])
        return etape

    def revise(self, *, libelle: str, **values) -> None:
        """Change the step. Raises RegleMetier when its name is taken in its process."""
        libelle = " ".join((libelle or "").split())
        with db.session.no_autoflush:
            etapes = db.session.get_one(Processus, self.processus_id).etapes
        if any(one.libelle.lower() == libelle.lower() for one in etapes if one is not self):
            raise RegleMetier(f"« {libelle} » existe déjà.", "libelle")
        if values.get("ton", self.ton) not in TONS:
            raise RegleMetier("Choisissez une couleur dans la liste.", "ton")
        super().revise(libelle_=libelle, **values)

    def ensure_can_be_removed(self, is_replaced: bool, emplois: int) -> None:
        """Raises RegleMetier on the last step, the only other one, or one in use that nothing replaces."""
        if self.finale:
            raise RegleMetier(f"« {self.libelle} » est l’étape finale : elle se renomme, elle ne se supprime pas.")
        if len(self.processus.etapes) <= 2:
            raise RegleMetier("Gardez au moins une étape avant la dernière.")
        if emplois and not is_replaced:
            raise RegleMetier(
                f"Des opportunités sont à l’étape « {self.libelle} » : choisissez où les placer.", "remplacement"
            )


def furnish() -> None:
    Processus.add(libelle="Vente")
