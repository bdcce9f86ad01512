"""The series of numbers of a company, by kind of document: one from the start, others when its activity justifies them
(CGI ann. II art. 242 nonies A, 7°). Their counters are in `crm.numerotation`."""

from datetime import date

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm import evenements
from crm.errors import RegleMetier
from tenants import Base, db

NATURES = {"facture": "Factures", "avoir": "Avoirs", "devis": "Devis", "proforma": "Factures pro forma"}
"""What a series numbers; its code is that of the first series of each kind."""
SUIVIES = {"avoir": ("facture",), "proforma": ("facture", "devis")}
"""The documents that avoirs and pro formas come from, whose series theirs may follow."""


class Souche(Base):
    """A series, which has a name from the second of its kind on. It is closed, never deleted.

    `avec`: the series of factures or devis whose avoirs or pro formas it numbers.
    """

    __tablename__ = "souches"
    __table_args__ = (Index("uq_souches_par_defaut", "nature", unique=True, postgresql_where=text("par_defaut")),)

    code: Mapped[str] = mapped_column(unique=True)
    nature: Mapped[str]
    nom: Mapped[str | None]
    raison: Mapped[str | None]
    par_defaut: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    avec: Mapped[str | None] = mapped_column(ForeignKey("souches.code"))
    ouverte_le: Mapped[date | None]
    fermee_le: Mapped[date | None]

    @property
    def titre(self) -> str:
        return f"{NATURES[self.nature]}, {self.nom}" if self.nom else NATURES[self.nature]

    @property
    def is_ouverte(self) -> bool:
        return self.fermee_le is None

    @classmethod
    def get(cls, code: str) -> "Souche | None":
        return db.session.scalar(select(cls).where(cls.code == code))

    @classmethod
    def all(cls) -> list["Souche"]:
        """By kind, the first of each before the others."""
        found = db.session.scalars(select(cls).order_by(cls.id))
        return sorted(found, key=lambda one: list(NATURES).index(one.nature))

    @classmethod
    def ouvertes(cls, nature: str) -> list["Souche"]:
        """The default one first."""
        query = select(cls).where(cls.nature == nature, cls.fermee_le.is_(None))
        return list(db.session.scalars(query.order_by(cls.par_defaut.desc(), cls.id)))

    @classmethod
    def default(cls, nature: str, origine: str | None = None) -> str:
        """The code a new document takes: the series it comes from or the one that follows it, else the default one."""
        found = cls.ouvertes(nature)
        return next((one.code for one in found if origine and origine in (one.code, one.avec)), found[0].code)

    @classmethod
    def noms(cls, nature: str) -> dict[str, str]:
        """Code → name, closed ones too; nothing when there is one only."""
        found = db.session.scalars(select(cls).where(cls.nature == nature).order_by(cls.id)).all()
        return {one.code: one.titre for one in found} if len(found) > 1 else {}

    @classmethod
    def hold(cls, code: str) -> None:
        """Keep it open until the transaction ends. Raises RegleMetier when it is closed."""
        found = db.session.scalar(select(cls).where(cls.code == code).with_for_update(read=True))
        if not found.is_ouverte:
            raise RegleMetier(closed(found), "serie")

    @classmethod
    def locked(cls, nature: str) -> list["Souche"]:
        """Those of a kind; all are held by whoever changes one of them."""
        query = select(cls).order_by(cls.id).with_for_update(key_share=True)
        found = db.session.scalars(query.execution_options(populate_existing=True))
        return [one for one in found if one.nature == nature]

    def prefer(self) -> None:
        """New documents take this one unless told otherwise. Raises RegleMetier."""
        found = self.locked(self.nature)
        if not self.is_ouverte:
            raise RegleMetier(closed(self))
        for one in found:
            one.par_defaut = False
        db.session.flush()
        self.par_defaut = True
        evenements.note("serie", f"{self.titre} : série par défaut.", code=self.code)

    def close(self, day: date, raison: str) -> None:
        """No number is drawn from it any more. Raises RegleMetier."""
        self.locked(self.nature)
        if not raison:
            raise RegleMetier("Dites pourquoi : la raison est gardée avec la date et votre nom.", "raison")
        if not self.is_ouverte:
            raise RegleMetier(closed(self))
        if self.par_defaut:
            raise RegleMetier(f"« {self.titre} » est la série par défaut : choisissez-en une autre d’abord.")
        self.fermee_le = day
        evenements.note("serie", f"{self.titre} : série fermée.", code=self.code, raison=raison)


def closed(souche: Souche) -> str:
    return f"La série « {souche.titre} » est fermée : choisissez-en une autre."


def furnish() -> None:
    """The series every company starts with."""
    db.session.add_all(Souche(code=nature, nature=nature, par_defaut=True) for nature in NATURES)


def declare(nature: str, nom: str, raison: str, day: date, avec: str | None) -> Souche:
    """A further series, still without a counter. Raises RegleMetier naming the field."""
    if nature not in NATURES:
        raise RegleMetier("Choisissez ce que la série numérote.", "nature")
    known = Souche.locked(nature)
    if not nom:
        raise RegleMetier("Donnez un nom à la série : l’établissement ou l’activité.", "nom")
    if any((one.nom or "").casefold() == nom.casefold() for one in known):
        raise RegleMetier("Une série de ce nom existe déjà : choisissez-en un autre.", "nom")
    if not raison:
        raise RegleMetier("Dites ce qui justifie la série : la raison est gardée avec la date et votre nom.", "raison")
    _check_follows(nature, avec, known)
    code = f"{nature}-{len(known) + 1}"
    souche = Souche(code=code, nature=nature, nom=nom, raison=raison, avec=avec, ouverte_le=day)
    db.session.add(souche)
    db.session.flush()
    return souche


def _check_follows(nature: str, avec: str | None, known: list[Souche]) -> None:
    followed = Souche.get(avec) if avec else None
    if avec and (followed is None or followed.nature not in SUIVIES.get(nature, ())):
        raise RegleMetier("Seules des séries d’avoirs ou de pro forma en suivent une autre : laissez ce choix.", "avec")
    if avec and any(one.avec == avec and one.is_ouverte for one in known):
        raise RegleMetier(f"Une autre série suit déjà « {followed.titre} » : fermez-la d’abord.", "avec")
