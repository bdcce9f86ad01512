from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.champs import Personnalisable
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.fiches import Fiche, figures, generated
from crm.fusionnables import merged_index
from crm.tiers.absorption import ContactFusionnable
from crm.tiers.tiers import Tiers
from tenants import db
from tenants.accounts import normalise_email

SEARCHED = (
    "extensions.sans_accent(coalesce(prenom, '') || ' ' || nom || ' ' || coalesce(fonction, '') || ' ' || "
    f"coalesce(email, '') || ' ' || {figures('telephone')} || ' ' || {figures('mobile')})"
)


class Contact(ContactFusionnable, Personnalisable, Fiche):
    """A person, attached to one tiers or several, with a role in each (D-119, D-120)."""

    __tablename__ = "contacts"
    __table_args__ = (
        Index(
            "ix_contacts_recherche",
            "recherche",
            postgresql_using="gin",
            postgresql_ops={"recherche": "extensions.gin_trgm_ops"},
        ),
        Index("ix_contacts_tri_nom", "tri_nom", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_contacts_prefixe", "tri_nom", postgresql_ops={"tri_nom": "text_pattern_ops"}),
        Index("ix_contacts_modifie", "modifie_le", "id", postgresql_where=text("supprime_le IS NULL")),
        Index(
            "ix_contacts_fonction",
            text("extensions.tri_fr(fonction)"),
            "id",
            postgresql_where=text("supprime_le IS NULL"),
        ),
        Index("ix_contacts_cree", "cree_le", "id", postgresql_where=text("supprime_le IS NULL")),
        Index("ix_contacts_corbeille", "tri_nom", "id", postgresql_where=text("supprime_le IS NOT NULL")),
        Index("ix_contacts_email", "email", postgresql_where=text("email IS NOT NULL")),
        merged_index("contacts"),
    )
    module = "contacts"

    civilite: Mapped[str | None]
    prenom: Mapped[str | None]
    nom: Mapped[str]
    fonction: Mapped[str | None]
    departement: Mapped[str | None]
    email: Mapped[str | None]
    telephone: Mapped[str | None]
    mobile: Mapped[str | None]
    langue: Mapped[str] = mapped_column(server_default=text("'fr'"), default="fr")
    description: Mapped[str | None]
    responsable_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    tri_nom: Mapped[str] = generated("extensions.tri_fr(nom)")
    recherche: Mapped[str] = generated(SEARCHED)

    responsable: Mapped[Membre | None] = relationship()
    rattachements: Mapped[list["Rattachement"]] = relationship(back_populates="contact", order_by="Rattachement.id")

    @validates("email")
    def _plain_email(self, key: str, value: str | None) -> str | None:
        return normalise_email(value) if value else None

    @property
    def libelle(self) -> str:
        return f"{self.prenom or ''} {self.nom}".strip()

    @property
    def tiers_actifs(self) -> list["Rattachement"]:
        return [one for one in self.rattachements if one.supprime_le is None and not one.tiers.is_in_trash]

    @classmethod
    def create(cls, **values) -> "Contact":
        """A new contact. Raises RegleMetier without a name."""
        contact = cls.draft(**values)
        db.session.flush()
        return contact

    @classmethod
    def draft(cls, **values) -> "Contact":
        """The same, not written yet: who makes many writes them together."""
        if not values.get("nom"):
            raise RegleMetier("Choisissez un contact existant, ou indiquez le nom du nouveau.", "nom")
        contact = cls()
        contact.revise(**values)
        db.session.add(contact)
        return contact

    def attach(self, tiers: Tiers, *, role: str | None = None, principal: bool = False) -> "Rattachement":
        """Attach this person to a tiers (D-122); the first one attached is its main contact."""
        link = self.tie(tiers, role=role, principal=principal)
        db.session.flush()
        return link

    def tie(self, tiers: Tiers, *, role: str | None = None, principal: bool = False) -> "Rattachement":
        """The same, not written yet."""
        here = [one for one in tiers.rattachements if one.supprime_le is None]
        if any(one.contact is self for one in here):
            raise RegleMetier(f"{self.libelle} est déjà rattaché à {tiers.libelle}.", "nom")
        for one in here if principal else ():
            one.principal = False
        gone = next((one for one in tiers.rattachements if one.contact is self), None)
        link = gone or Rattachement(contact=self, tiers=tiers)
        link.supprime_le, link.role, link.principal = None, role, principal or not here
        db.session.add(link)
        return link


class Rattachement(Fiche):
    """A contact's place at a tiers: role, and whether they are the first person to write to."""

    __tablename__ = "rattachements"
    __table_args__ = (Index("uq_rattachements_contact_tiers", "contact_id", "tiers_id", unique=True),)
    module = "contacts"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    role: Mapped[str | None]
    principal: Mapped[bool] = mapped_column(server_default=text("false"), default=False)

    contact: Mapped[Contact] = relationship(back_populates="rattachements", lazy="joined", innerjoin=True)
    tiers: Mapped[Tiers] = relationship(back_populates="rattachements", lazy="joined", innerjoin=True)

    @property
    def libelle(self) -> str:
        return f"{self.contact.libelle} — {self.tiers.libelle}"
