"""What every record of the trade has: when it was made and changed, a version, a trash, a journal."""

from datetime import datetime, timedelta

from sqlalchemy import Computed, event, func, text
from sqlalchemy.orm import Mapped, MappedColumn, declared_attr, mapped_column

from crm import richtexte
from crm.errors import RegleMetier
from tenants import Base

GARDE = timedelta(days=30)
"""How long the trash keeps what is put in it."""


def generated(expression: str) -> MappedColumn:
    """A column that the database computes to search and to sort; nobody reads it, so no record loads it."""
    return mapped_column(Computed(expression, persisted=True), deferred=True, deferred_raiseload=True)


def figures(column: str) -> str:
    """A phone number as it is searched: without what separates its figures."""
    return f"regexp_replace(coalesce({column}, ''), '[^0-9+]', '', 'g')"


class Fiche(Base):
    """A record that users keep. It says its own name (`libelle`), and belongs to a module.

    `perissable`: once in the trash for 30 days, it is purged. `par_cle`: JSON columns whose values are journalled and
    undone one by one. `riches`: columns of rich text, cleaned whatever the way in.
    """

    __abstract__ = True
    module: str
    genre = "la fiche"
    perissable = True
    non_journalises: frozenset[str] = frozenset()
    par_cle: frozenset[str] = frozenset()
    riches: frozenset[str] = frozenset()

    @declared_attr
    def cree_le(cls) -> Mapped[datetime]:
        return mapped_column(server_default=func.now(), sort_order=91)

    @declared_attr
    def modifie_le(cls) -> Mapped[datetime]:
        return mapped_column(server_default=func.now(), onupdate=func.now(), sort_order=92)

    @declared_attr
    def version(cls) -> Mapped[int]:
        return mapped_column(server_default=text("1"), sort_order=93)

    @declared_attr
    def supprime_le(cls) -> Mapped[datetime | None]:
        return mapped_column(sort_order=94)

    @declared_attr.directive
    def __mapper_args__(cls):
        return {"version_id_col": cls.version, "eager_defaults": True}

    @property
    def libelle(self) -> str:
        raise TypeError(f"{type(self).__name__} must say its name")

    @property
    def is_in_trash(self) -> bool:
        return self.supprime_le is not None

    @property
    def porteur(self) -> tuple[str, int]:
        """The record whose files are the images of its rich texts. To be refined by what is itself borne."""
        return self.__tablename__, self.id

    @property
    def purge_le(self) -> datetime | None:
        """Until when it can be taken back from the trash."""
        return self.supprime_le + GARDE if self.supprime_le else None

    @classmethod
    def purgeable(cls) -> list:
        """Which of those in the trash are ever purged. To be refined by each noun."""
        return []

    def trash(self, now: datetime) -> None:
        """Put in the trash, from which it can be taken back for 30 days. Raises RegleMetier when it must stay."""
        self.ensure_can_be_trashed()
        self.supprime_le = now

    def restore(self) -> None:
        self.supprime_le = None

    def ensure_can_be_trashed(self) -> None:
        """Raises RegleMetier when something depends on this record. To be refined by each noun."""

    @property
    def form_values(self) -> dict:
        """What a form shows of this record besides its columns. To be refined by each noun."""
        return {}

    def revise(self, **values) -> None:
        """Change the record. Raises RegleMetier when the trade says no. To be refined by each noun."""
        for key, value in values.items():
            setattr(self, key, value)

    def ensure_unchanged_since(self, version: int) -> None:
        """Raises Conflit when somebody saved this record after the version that was shown."""
        if self.version != version:
            raise Conflit(self)


@event.listens_for(Fiche, "attribute_instrument")
def _clean_rich_texts(modele: type[Fiche], key: str, attribute) -> None:
    if key in modele.riches:
        event.listen(attribute, "set", lambda fiche, said, *_: richtexte.read(said, getattr(fiche, key)), retval=True)


class Conflit(RegleMetier):
    """Two people changed the same record; who comes second is told, and chooses."""

    def __init__(self, fiche: Fiche, par: str | None = None):
        who = f" par {par}" if par else ""
        super().__init__(
            f"« {fiche.libelle} » a été modifié entre-temps{who}. Rechargez la fiche pour voir ce changement, "
            "ou enregistrez à nouveau pour le remplacer par le vôtre."
        )
        self.fiche = fiche
