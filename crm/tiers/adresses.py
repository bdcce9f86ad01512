from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.pays import pays


class Adresse(Fiche):
    """A postal address of a tiers; it may be the default one, the one of invoices, the one of deliveries (D-128)."""

    __tablename__ = "adresses"
    module = "clients"
    genre = "l’adresse"

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


class Adressable:
    """The addresses of a tiers: one only is the default, one goes on invoices, one on deliveries."""

    @declared_attr
    def adresses(cls) -> Mapped[list[Adresse]]:
        return relationship(Adresse, back_populates="tiers", order_by=Adresse.id, lazy="select")

    @property
    def adresses_actives(self) -> list[Adresse]:
        return [adresse for adresse in self.adresses if adresse.supprime_le is None]

    @property
    def adresse_facturation(self) -> Adresse | None:
        """The address invoices go to: flagged « facturation », else the default one, else the first."""
        return self._adresse("facturation")

    @property
    def adresse_livraison(self) -> Adresse | None:
        return self._adresse("livraison")

    def _adresse(self, drapeau: str) -> Adresse | None:
        ranked = sorted(
            self.adresses_actives,
            key=lambda adresse: (not getattr(adresse, drapeau), not adresse.defaut, adresse.id or 0),
        )
        return ranked[0] if ranked else None

    def add_adresse(self, **values) -> Adresse:
        """Add an address; the first one is the default, for billing and delivery too (D-128)."""
        first = not self.adresses_actives
        flags = {"defaut": True, "facturation": True, "livraison": True} if first else {}
        adresse = Adresse(**(values | flags))
        self.adresses.append(adresse)
        self.settle_adresses(adresse)
        return adresse

    def settle_adresses(self, latest: Adresse) -> None:
        """One address only bears each flag: the one that was given it last. The default one gives the town."""
        for drapeau in ("defaut", "facturation", "livraison"):
            if getattr(latest, drapeau):
                for other in self.adresses:
                    if other is not latest:
                        setattr(other, drapeau, False)
        principale = self._adresse("defaut")
        self.code_postal = principale.code_postal if principale else None
        self.ville = principale.ville if principale else None
        self.pays = (principale and principale.pays) or "FR"

    def change_adresse(self, adresse: Adresse, **values) -> None:
        adresse.revise(**values)
        self.settle_adresses(adresse)

    def remove_adresse(self, adresse: Adresse, now) -> None:
        if adresse.defaut and len(self.adresses_actives) > 1:
            raise RegleMetier("Choisissez d’abord une autre adresse par défaut.")
        adresse.trash(now)
        self.settle_adresses(adresse)
