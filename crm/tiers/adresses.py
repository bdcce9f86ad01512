from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.fiches import Fiche
from crm.pays import pays


class Adresse(Fiche):
    """A postal address of a tiers; it may be the default one, the one of invoices, the one of deliveries (D-128)."""

    __tablename__ = "adresses"
    module = "clients"

    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    intitule: Mapped[str | None]
    destinataire: Mapped[str | None]
    ligne1: Mapped[str | None]
    ligne2: Mapped[str | None]
    code_postal: Mapped[str | None]
    ville: Mapped[str | None]
    pays: Mapped[str] = mapped_column(server_default=text("'FR'"), default="FR")
    defaut: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    facturation: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    livraison: Mapped[bool] = mapped_column(server_default=text("false"), default=False)

    tiers: Mapped["Tiers"] = relationship(back_populates="adresses")  # noqa: F821

    @property
    def libelle(self) -> str:
        return self.intitule or ", ".join(self.lignes)

    @property
    def nom_du_pays(self) -> str:
        return pays().get(self.pays, self.pays)

    @property
    def lignes(self) -> list[str]:
        """The lines of the address, from the street to the town."""
        town = " ".join(part for part in (self.code_postal, self.ville) if part)
        return [line for line in (self.ligne1, self.ligne2, town) if line]
