"""What a member keeps under a name for a list, for oneself or for everybody: views, models of exports."""

from typing import ClassVar, Self

from sqlalchemy import ForeignKey, func, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.listes.declaration import Liste
from tenants import Base, db

MOST = 30


class Gardee(Base):
    """`membre_id` is who keeps it for themselves; without it, it is everybody's. `mot` and `un`: « une vue »."""

    __abstract__ = True
    mot: ClassVar[str]
    un: ClassVar[str]

    liste: Mapped[str]
    nom: Mapped[str]
    membre_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(server_default=text("0"), default=0)

    @property
    def is_partagee(self) -> bool:
        return self.membre_id is None

    def belongs_to(self, membre: Membre) -> bool:
        return self.membre_id == membre.id

    def can_be_changed_by(self, membre: Membre, module: str) -> bool:
        return membre.can(module, "ecriture") if self.is_partagee else self.belongs_to(membre)

    @classmethod
    def of(cls, liste: Liste, membre: Membre) -> list[Self]:
        """Those a member sees: theirs and everybody's."""
        query = select(cls).where(cls.liste == liste.cle, or_(cls.membre_id.is_(None), cls.membre_id == membre.id))
        return list(db.session.scalars(query.order_by(cls.position, cls.id)))

    @classmethod
    def keep(cls, liste: Liste, nom: str, membre: Membre, *, partagee: bool, **values) -> Self:
        """Keep these values under a name. Raises RegleMetier without a name, or when one may not share."""
        if len(cls.of(liste, membre)) >= MOST:
            raise RegleMetier(f"{MOST} {cls.mot}s au plus : retirez-en {cls.un} d’abord.", "nom")
        kept = cls(liste=liste.cle, position=db.session.scalar(select(func.coalesce(func.max(cls.position), 0) + 1)))
        for name, value in values.items():
            setattr(kept, name, value)
        kept.rename(liste, nom, membre, partagee=partagee)
        db.session.add(kept)
        db.session.flush()
        return kept

    def rename(self, liste: Liste, nom: str, membre: Membre, *, partagee: bool) -> None:
        """Its name, and whether it is everybody's or this member's. Raises RegleMetier as `keep` does."""
        nom = " ".join(nom.split())[:60]
        if not nom:
            raise RegleMetier(f"Donnez un nom à {'cette' if self.un == 'une' else 'ce'} {self.mot}.", "nom")
        if partagee and not membre.can(liste.module, "ecriture"):
            raise RegleMetier(f"Vos droits ne permettent pas de partager {self.un} {self.mot}.", "partagee")
        others = [kept for kept in self.of(liste, membre) if kept is not self]
        if any(kept.nom == nom and kept.is_partagee == partagee for kept in others):
            raise RegleMetier(f"{self.un.capitalize()} {self.mot} porte déjà ce nom : choisissez-en un autre.", "nom")
        self.nom, self.membre_id = nom, None if partagee else membre.id
