"""Companies of one group: whose subsidiary a tiers is, who manages for it, and who is invoiced then (D-124…D-127)."""

from collections.abc import Iterator
from typing import Self

from sqlalchemy import ForeignKey, Index, or_, select, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.parametres import Parametres
from tenants import db

SHOWN = 50


class Groupe:
    """What a tiers is to others. A chain never comes back to where it began."""

    @declared_attr
    def societe_mere_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("tiers.id"))

    @declared_attr
    def facture_mere(cls) -> Mapped[bool]:
        return mapped_column(server_default=text("false"), default=False)

    @declared_attr
    def societe_mere(cls) -> Mapped[Self | None]:
        return relationship(cls, remote_side=lambda: cls.id, foreign_keys=lambda: cls.societe_mere_id)

    @property
    def ancetres(self) -> list[Self]:
        """Its parent company, then the parent of that one, up to the top."""
        return list(_climb(self, lambda tiers: tiers.societe_mere))

    @property
    def filiales(self) -> list[Self]:
        modele = type(self)
        query = select(modele).where(modele.societe_mere_id == self.id, modele.supprime_le.is_(None))
        return list(db.session.scalars(query.order_by(modele.tri_nom, modele.id).limit(SHOWN)))

    @property
    def delegations(self) -> list["Delegation"]:
        """Who manages for it, and for whom it manages."""
        mine = or_(Delegation.tiers_id == self.id, Delegation.gerant_id == self.id)
        query = select(Delegation).where(mine, Delegation.supprime_le.is_(None)).order_by(Delegation.id).limit(SHOWN)
        return [one for one in db.session.scalars(query) if not (one.tiers.is_in_trash or one.gerant.is_in_trash)]

    @property
    def payeur(self) -> Self:
        """Who is invoiced for what it orders; itself, most often."""
        return next(reversed(list(_climb(self, _billed))), self)

    def check_societe_mere(self, mere: Self | None) -> None:
        if mere is not None and self in (mere, *mere.ancetres):
            raise RegleMetier(
                f"{mere.libelle} dépend déjà de {self.libelle} : une société n’est pas sa propre mère.",
                "societe_mere_id",
            )

    def delegate(self, gerant: Self, *, lien: str | None = None, facturation: bool = False) -> "Delegation":
        """Say that `gerant` manages for this tiers (D-126). Raises RegleMetier on a loop."""
        if gerant is self:
            raise RegleMetier("Choisissez un autre client : personne ne se délègue à soi-même.", "autre_id")
        if facturation and self in (gerant, *_climb(gerant, _billed)):
            raise RegleMetier(f"Ce que commande {gerant.libelle} est déjà facturé à {self.libelle}.", "facturation")
        known = select(Delegation).where(Delegation.tiers_id == self.id, Delegation.gerant_id == gerant.id)
        link = db.session.scalar(known) or Delegation(tiers=self, gerant=gerant)
        for other in self.delegations if facturation else ():
            if other.tiers is self and other is not link:
                other.facturation = False
        link.revise(supprime_le=None, lien=lien, facturation=facturation)
        db.session.add(link)
        db.session.flush()
        return link


class Delegation(Fiche):
    """One tiers managed by another, with the kind of link; perhaps who manages is invoiced (D-126, D-127)."""

    __tablename__ = "delegations"
    __table_args__ = (
        Index("uq_delegations", "tiers_id", "gerant_id", unique=True),
        Index("ix_delegations_gerant", "gerant_id"),
    )
    module = "clients"

    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"))
    gerant_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"))
    lien: Mapped[str | None]
    facturation: Mapped[bool] = mapped_column(server_default=text("false"), default=False)

    tiers: Mapped["Tiers"] = relationship(foreign_keys=[tiers_id], lazy="joined", innerjoin=True)  # noqa: F821
    gerant: Mapped["Tiers"] = relationship(foreign_keys=[gerant_id], lazy="joined", innerjoin=True)  # noqa: F821

    @property
    def libelle(self) -> str:
        return f"{self.gerant.libelle} gère pour {self.tiers.libelle}"


def _billed(tiers: Groupe) -> Groupe | None:
    """Who manages and is invoiced, else the parent company that is."""
    parametres = Parametres.current()
    links = tiers.delegations if parametres.delegations else ()
    managed = next((one.gerant for one in links if one.tiers is tiers and one.facturation), None)
    mere = tiers.societe_mere if parametres.filiales and tiers.facture_mere else None
    return managed or (mere if mere is not None and not mere.is_in_trash else None)


def _climb(tiers: Groupe, above) -> Iterator[Groupe]:
    """From one to the next, each once."""
    seen = {tiers}
    while (tiers := above(tiers)) is not None and tiers not in seen:
        seen.add(tiers)
        yield tiers
