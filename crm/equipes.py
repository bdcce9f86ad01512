"""Teams and agencies: groups of members, in charge of prospects and clients (D-009, D-037…D-040)."""

from sqlalchemy import Column, ForeignKey, Index, Table, select, text
from sqlalchemy.orm import InstrumentedAttribute, Mapped, declared_attr, mapped_column, relationship, validates

from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.parametres import Parametres
from tenants import Base, db

GENRES = {"equipe": "Équipe", "agence": "Agence"}

appartenances = Table(
    "appartenances",
    Base.metadata,
    Column("equipe_id", ForeignKey("equipes.id", ondelete="CASCADE"), primary_key=True),
    Column("membre_id", ForeignKey("membres.id", ondelete="CASCADE"), primary_key=True),
)


class Equipe(Fiche):
    """A team, or an agency. `assignable`: records may be assigned to its members when the company limits to whom."""

    __tablename__ = "equipes"
    __table_args__ = (
        Index("uq_equipes_nom", "genre", "nom", unique=True, postgresql_where=text("supprime_le IS NULL")),
    )
    module = "configuration"
    perissable = False

    genre: Mapped[str]
    nom: Mapped[str]
    assignable: Mapped[bool] = mapped_column(server_default=text("false"), default=False)

    membres: Mapped[list[Membre]] = relationship(secondary=appartenances, order_by=Membre.id)

    @property
    def libelle(self) -> str:
        return self.nom

    @classmethod
    def of(cls, *genres: str) -> list["Equipe"]:
        """Those of a kind, or all, by name."""
        query = select(cls).where(cls.genre.in_(genres or GENRES), cls.supprime_le.is_(None))
        return list(db.session.scalars(query.order_by(cls.genre.desc(), cls.nom)))

    @classmethod
    def choices(cls, genre: str) -> dict[int, str]:
        return {one.id: one.nom for one in cls.of(genre)}

    @classmethod
    def add(cls, genre: str, **values) -> "Equipe":
        """A new team or agency. Raises RegleMetier when its name is taken."""
        equipe = cls(genre=genre)
        equipe.revise(**values)
        db.session.add(equipe)
        db.session.flush()
        return equipe

    def revise(self, *, nom: str, membres: list[int]) -> None:
        with db.session.no_autoflush:
            if any(one.nom.lower() == nom.lower() and one is not self for one in self.of(self.genre)):
                raise RegleMetier(f"« {nom} » existe déjà : choisissez un autre nom.", "nom")
        known = select(Membre).where(Membre.id.in_(membres), Membre.supprime_le.is_(None)).order_by(Membre.id)
        self.nom, self.membres = nom, list(db.session.scalars(known))


def limit_assignation(parametres: Parametres, limitee: bool, ids: list[int]) -> None:
    """To whom clients and prospects may be assigned: everybody, or the members of these groups (D-003, D-004)."""
    groups = Equipe.of()
    if limitee and not {one.id for one in groups} & set(ids):
        raise RegleMetier("Choisissez au moins un groupe assignable.", "groupes")
    parametres.assignation_limitee = limitee
    for one in groups:
        one.assignable = one.id in ids


def assignables() -> list[tuple[str, str]]:
    """(number, name) of those to whom records may be assigned."""
    if not Parametres.current().assignation_limitee:
        return Membre.choices()
    inside = select(appartenances.c.membre_id).join(Equipe).where(Equipe.assignable, Equipe.supprime_le.is_(None))
    return [(str(one.id), one.libelle) for one in db.session.scalars(Membre.search().where(Membre.id.in_(inside)))]


class Suivi:
    """Who is in charge of a record: a member, a team, an agency."""

    @declared_attr
    def equipe_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("equipes.id"))

    @declared_attr
    def agence_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("equipes.id"))

    @declared_attr
    def equipe(cls) -> Mapped[Equipe | None]:
        return relationship(Equipe, foreign_keys=lambda: cls.equipe_id)

    @declared_attr
    def agence(cls) -> Mapped[Equipe | None]:
        return relationship(Equipe, foreign_keys=lambda: cls.agence_id)

    @validates("responsable_id")
    def _check_assignable(self, key: str, value: int | None) -> int | None:
        """Whoever had it may keep it."""
        limited = value and value != self.responsable_id and Parametres.current().assignation_limitee
        if limited and str(value) not in dict(assignables()):
            raise RegleMetier("Cette personne n’est d’aucun groupe assignable : choisissez-en une autre.", key)
        return value


def suivi_indexes(table: str) -> tuple[Index, ...]:
    """To list what a team, or an agency, is in charge of."""
    return tuple(
        Index(f"ix_{table}_{one}", f"{one}_id", "tri_nom", "id", postgresql_where=text(f"{one}_id IS NOT NULL"))
        for one in GENRES
    )


def names_of(column: InstrumentedAttribute, ids: list[int]) -> dict[int, str]:
    """The name of the team or agency of each of these records."""
    modele = column.class_
    query = select(modele.id, Equipe.nom).join(Equipe, Equipe.id == column).where(modele.id.in_(ids))
    return dict(db.session.execute(query).all())
