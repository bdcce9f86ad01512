"""Records of which two may be one: the one put aside says in which other it goes on."""

from typing import Self

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from crm.errors import RegleMetier
from tenants import db


class Fusionnable:
    """`groupes`: the columns that follow another when a value is chosen; `acquis`: days of which the earliest is
    kept; `cumules`: what is true of the one kept when it is of either; `deduits`: what comes from elsewhere, and is not
    chosen.

    What is issued and sealed under the record put aside stays there for good: it is read through `tous_ids`.
    """

    groupes: dict[str, tuple[str, ...]] = {}
    acquis: frozenset[str] = frozenset()
    cumules: frozenset[str] = frozenset()
    deduits: frozenset[str] = frozenset()

    @declared_attr
    def fusionne_dans_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey(f"{cls.__tablename__}.id"), sort_order=95)

    @declared_attr
    def fusionne_dans(cls) -> Mapped[Self | None]:
        return relationship(cls, remote_side=lambda: cls.id, foreign_keys=lambda: cls.fusionne_dans_id)

    @property
    def actuel(self) -> Self:
        """The record in which this one goes on; itself, most often."""
        return self.fusionne_dans or self

    @property
    def tous_ids(self) -> list[int]:
        """Its number, and those of the records merged into it."""
        return self.family([self.id])

    @classmethod
    def family(cls, ids: list[int]) -> list[int]:
        """These numbers, and those of the records merged into them."""
        return [*ids, *db.session.scalars(select(cls.id).where(cls.fusionne_dans_id.in_(ids)))]

    def restore(self) -> None:
        if self.fusionne_dans is not None:
            raise RegleMetier(f"{self.libelle} est fusionné dans {self.fusionne_dans.libelle} : annulez la fusion.")
        super().restore()

    def prepare_absorption(self, autre: Self) -> None:
        """Before what `autre` bears comes here. To be refined by each noun."""

    def ensure_can_absorb(self, autre: Self, final: dict) -> None:
        """Raises RegleMetier when these two are not one, whose card would then say `final`."""


def merged_index(table: str) -> Index:
    """To find what was merged into a record."""
    where = text("fusionne_dans_id IS NOT NULL")
    return Index(f"ix_{table}_fusionne_dans", "fusionne_dans_id", postgresql_where=where)
