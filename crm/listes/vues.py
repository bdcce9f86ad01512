"""Saved views: a query string under a name, for oneself or for everybody."""

from sqlalchemy import ForeignKey, Index, func, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.listes.declaration import Liste
from crm.listes.requete import Requete, read_columns
from tenants import Base, db

MOST = 30


class VueEnregistree(Base):
    """`membre_id` is who keeps it for themselves; without it the view is everybody's."""

    __tablename__ = "vues"
    __table_args__ = (Index("ix_vues_liste", "liste", "position", "id"),)

    liste: Mapped[str]
    nom: Mapped[str]
    requete: Mapped[str]
    membre_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(server_default=text("0"), default=0)

    @property
    def cle(self) -> str:
        return f"v{self.id}"

    @property
    def is_partagee(self) -> bool:
        return self.membre_id is None

    def belongs_to(self, membre: Membre) -> bool:
        return self.membre_id == membre.id

    def can_be_changed_by(self, membre: Membre, module: str) -> bool:
        return membre.can(module, "ecriture") if self.is_partagee else self.belongs_to(membre)

    @classmethod
    def of(cls, liste: Liste, membre: Membre) -> list["VueEnregistree"]:
        """Those a member sees: theirs and everybody's."""
        query = select(cls).where(cls.liste == liste.cle, or_(cls.membre_id.is_(None), cls.membre_id == membre.id))
        return list(db.session.scalars(query.order_by(cls.position, cls.id)))

    @classmethod
    def save(cls, requete: Requete, nom: str, membre: Membre, *, partagee: bool) -> "VueEnregistree":
        """Keep this query under a name. Raises RegleMetier without a name, or when one may not share."""
        if len(cls.of(requete.liste, membre)) >= MOST:
            raise RegleMetier(f"{MOST} vues au plus : retirez-en une d’abord.", "nom")
        vue = cls(
            liste=requete.liste.cle,
            requete=requete.avec().to_query(resolue=True),
            position=db.session.scalar(select(func.coalesce(func.max(cls.position), 0) + 1)),
        )
        vue.rename(requete.liste, nom, membre, partagee=partagee)
        db.session.add(vue)
        db.session.flush()
        return vue

    def rename(self, liste: Liste, nom: str, membre: Membre, *, partagee: bool) -> None:
        """Its name, and whether it is everybody's or this member's. Raises RegleMetier as `save` does."""
        nom = " ".join(nom.split())[:60]
        if not nom:
            raise RegleMetier("Donnez un nom à cette vue.", "nom")
        if partagee and not membre.can(liste.module, "ecriture"):
            raise RegleMetier("Vos droits ne permettent pas de partager une vue.", "partagee")
        others = [vue for vue in self.of(liste, membre) if vue is not self]
        if any(vue.nom == nom and vue.is_partagee == partagee for vue in others):
            raise RegleMetier("Une vue porte déjà ce nom : choisissez-en un autre.", "nom")
        self.nom, self.membre_id = nom, None if partagee else membre.id


def keep_columns(membre: Membre, liste: Liste, colonnes: list[str], par: int | None = None) -> None:
    """The columns, and the number of rows, this member wants in this list from now on."""
    listes = dict(membre.preferences.get("listes") or {})
    kept = {"colonnes": list(read_columns(colonnes, liste))} | ({"par": par} if par else {})
    listes[liste.cle] = dict(listes.get(liste.cle) or {}) | kept
    membre.preferences = membre.preferences | {"listes": listes}


def reset_columns(membre: Membre, liste: Liste) -> None:
    listes = {cle: value for cle, value in (membre.preferences.get("listes") or {}).items() if cle != liste.cle}
    membre.preferences = membre.preferences | {"listes": listes}
