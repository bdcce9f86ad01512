"""The statuses a record goes through, that each company names, orders and colours for itself (D-051…D-057)."""

from sqlalchemy import Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.formats import pluriel
from crm.sujets import TONS
from tenants import db


class Statut(Fiche):
    """One status of one kind of record (`objet`, a table).

    `sequence` orders them, in tens (D-056). `points`: what it gives to the score. `etape`: the step it belongs to.
    """

    __tablename__ = "statuts"
    __table_args__ = (
        Index("ix_statuts_objet", "objet", "sequence", "id"),
        Index("uq_statuts_libelle", "objet", "libelle", unique=True),
        Index("uq_statuts_code", "objet", "code", unique=True, postgresql_where=text("code IS NOT NULL")),
    )
    module = "configuration"
    genre = "le statut"

    objet: Mapped[str]
    libelle_: Mapped[str] = mapped_column("libelle")
    ton: Mapped[str] = mapped_column(server_default=text("'neutre'"), default="neutre")
    sequence: Mapped[int]
    code: Mapped[str | None]
    ouvert: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    perdu: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    convertible: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    points: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    etape: Mapped[str | None]

    @property
    def libelle(self) -> str:
        return self.libelle_

    @property
    def situation(self) -> str:
        """What it means for the figures: bloque, a_relancer, gagne, clos or perdu (A-070, A-072)."""
        if self.code == "gagnee":
            return "gagne"
        if self.perdu:
            return "perdu"
        if not self.ouvert:
            return "clos"
        return "bloque" if self.code == "a_corriger" else "a_relancer"

    @property
    def is_standard(self) -> bool:
        return self.code is not None

    @classmethod
    def of(cls, objet: str) -> list["Statut"]:
        """The statuses of a kind of record, in their sequence."""
        return list(db.session.scalars(select(cls).where(cls.objet == objet).order_by(cls.sequence, cls.id)))

    @classmethod
    def coded(cls, objet: str, code: str) -> "Statut":
        return next(statut for statut in cls.of(objet) if statut.code == code)

    @classmethod
    def first_open(cls, objet: str) -> "Statut":
        """The one a new record bears: the first open one that asks nothing to be put right."""
        return next(statut for statut in cls.of(objet) if statut.ouvert and not statut.is_standard)

    @classmethod
    def add(cls, objet: str, **values) -> "Statut":
        """A new status. Raises RegleMetier when its name is empty or taken."""
        statut = cls(objet=objet, libelle_="", sequence=0)
        statut.revise(**values)
        db.session.add(statut)
        db.session.flush()
        return statut

    def revise(self, *, libelle: str, sequence: int, **values) -> None:
        """Change the status. Raises RegleMetier on a name that is taken, or when no open status would be left."""
        libelle = " ".join((libelle or "").split())
        with db.session.no_autoflush:
            others = [one for one in self.of(self.objet) if one is not self]
        if any(one.libelle.lower() == libelle.lower() for one in others):
            raise RegleMetier(f"« {libelle} » existe déjà.", "libelle")
        if values.get("ton", self.ton) not in TONS:
            raise RegleMetier("Choisissez une couleur dans la liste.", "ton")
        if self.is_standard:
            values = {key: value for key, value in values.items() if key in ("ton", "points", "etape")}
        elif values.get("perdu") and values.get("ouvert"):
            raise RegleMetier("Un statut « perdu » n’est pas ouvert : décochez l’un des deux.", "ouvert")
        elif not values.get("ouvert", self.ouvert):
            self._ensure_another_is_open(others)
        super().revise(libelle_=libelle, sequence=sequence, **values)

    def ensure_can_be_removed(self, is_replaced: bool, emplois: int) -> None:
        """Raises RegleMetier on a standard status, the last open one, or one in use that nothing replaces."""
        if self.is_standard:
            raise RegleMetier(f"« {self.libelle} » est un statut standard : il se renomme, il ne se supprime pas.")
        self._ensure_another_is_open([one for one in self.of(self.objet) if one is not self])
        if emplois and not is_replaced:
            fiches = pluriel(emplois, "fiche")
            raise RegleMetier(f"« {self.libelle} » sert à {fiches} : choisissez par quoi le remplacer.", "remplacement")

    def _ensure_another_is_open(self, others: list["Statut"]) -> None:
        if not any(one.ouvert and not one.is_standard for one in others):
            raise RegleMetier("Gardez au moins un statut ouvert : c’est celui des nouvelles fiches.", "ouvert")
