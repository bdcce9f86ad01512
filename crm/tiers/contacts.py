from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.champs import ChampPersonnalise, Personnalisable
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.fiches import Fiche, figures, generated
from crm.fusionnables import merged_index
from crm.tiers.absorption import ContactFusionnable
from crm.tiers.anonymisable import Anonymisable, due_index
from crm.tiers.joignable import A_MODIFIER, Joignable
from crm.tiers.tiers import Tiers
from tenants import db

PROFILS_CONTACT = {"societe": "BtoB", "individu": "BtoC"}
SEARCHED = (
    "extensions.sans_accent(coalesce(prenom, '') || ' ' || coalesce(nom, '') || ' ' || coalesce(fonction, '') || ' ' "
    f"|| coalesce(email, '') || ' ' || coalesce(email2, '') || ' ' || {figures('telephone')} || ' ' || "
    f"{figures('mobile')})"
)
ALIVE = text("supprime_le IS NULL")
REPRIS = (
    "civilite", "fonction", "departement", "type_contact", "nature", "telephone", "mobile", "langue", "description",
    "responsable_id", "champs",
)  # fmt: skip
"""What a copy takes as it is."""
PROPRES = ("prenom", "nom", "email", "email2")
"""What it takes to be changed: nobody has the same."""


class Nomme:
    """Of the name and the e-mail, one is enough."""

    @property
    def personne(self) -> str:
        """First and last name, as printed; empty when only the e-mail is known."""
        return " ".join(part for part in (self.prenom, self.nom) if part)

    @property
    def libelle(self) -> str:
        return self.personne or self.email or "Contact sans nom"


class Contact(Anonymisable, Nomme, Joignable, ContactFusionnable, Personnalisable, Fiche):
    """A person, attached to one tiers or several, with a role in each (D-119, D-120).

    `nature`: the profile of fields it bears, BtoB or BtoC.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        Index(
            "ix_contacts_recherche",
            "recherche",
            postgresql_using="gin",
            postgresql_ops={"recherche": "extensions.gin_trgm_ops"},
        ),
        Index("ix_contacts_tri_nom", "tri_nom", "id", postgresql_where=ALIVE),
        Index("ix_contacts_prefixe", "tri_nom", postgresql_ops={"tri_nom": "text_pattern_ops"}),
        Index("ix_contacts_modifie", "modifie_le", "id", postgresql_where=ALIVE),
        Index(
            "ix_contacts_fonction",
            text("extensions.tri_fr(fonction)"),
            "id",
            postgresql_where=ALIVE,
        ),
        Index("ix_contacts_organisation", "tri_organisation", "id", postgresql_where=ALIVE),
        Index("ix_contacts_validite", "validite_email", "id", postgresql_where=ALIVE),
        Index("ix_contacts_type", "type_contact", "id", postgresql_where=ALIVE),
        Index("ix_contacts_cree", "cree_le", "id", postgresql_where=ALIVE),
        Index("ix_contacts_corbeille", "tri_nom", "id", postgresql_where=text("supprime_le IS NOT NULL")),
        Index("ix_contacts_email", "email", postgresql_where=text("email IS NOT NULL")),
        merged_index("contacts"),
        due_index("contacts"),
    )
    module = "contacts"
    riches = frozenset({"description"})

    civilite: Mapped[str | None]
    prenom: Mapped[str | None]
    nom: Mapped[str | None]
    fonction: Mapped[str | None]
    departement: Mapped[str | None]
    type_contact: Mapped[str | None]
    nature: Mapped[str] = mapped_column(server_default=text("'societe'"), default="societe")
    telephone: Mapped[str | None]
    mobile: Mapped[str | None]
    langue: Mapped[str] = mapped_column(server_default=text("'fr'"), default="fr")
    description: Mapped[str | None]
    responsable_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    tri_nom: Mapped[str] = generated("extensions.tri_fr(coalesce(nom, prenom, email, ''))")
    tri_organisation: Mapped[str | None] = mapped_column(deferred=True, deferred_raiseload=True)
    """The sort name of the first tiers they are attached to; a trigger of the database keeps it."""
    recherche: Mapped[str] = generated(SEARCHED)

    responsable: Mapped[Membre | None] = relationship()
    rattachements: Mapped[list["Rattachement"]] = relationship(back_populates="contact", order_by="Rattachement.id")

    @property
    def form_values(self) -> dict:
        given = {True: "oui", False: "non"}.get(self.optin, "")
        return {"consentement": given, "consentement_le": self.optout_le or self.optin_le}

    def revise(self, **values) -> None:
        super().revise(**values)
        if not (self.nom or self.email):
            raise RegleMetier("Indiquez un nom ou une adresse e-mail.", "email" if "email" in values else "nom")

    @property
    def tiers_actifs(self) -> list["Rattachement"]:
        return [one for one in self.rattachements if one.supprime_le is None and not one.tiers.is_in_trash]

    def pass_to(self, nature: str) -> None:
        """To the other profile of fields; the answers of the first one stay. Raises RegleMetier on an unknown one."""
        if nature not in PROFILS_CONTACT:
            raise RegleMetier("Choisissez le profil BtoB ou BtoC.", "nature")
        self.nature = nature

    @property
    def autre_profil(self) -> str | None:
        """The other profile, when a question of the company tells them apart."""
        told = any(champ.profil != "tous" for champ in ChampPersonnalise.of(self.__tablename__))
        return ("individu" if self.nature == "societe" else "societe") if told else None

    @classmethod
    def create(cls, **values) -> "Contact":
        """A new contact. Raises RegleMetier without a name nor an e-mail."""
        contact = cls.draft(**values)
        db.session.flush()
        return contact

    @classmethod
    def draft(cls, **values) -> "Contact":
        """The same, not written yet: who makes many writes them together."""
        if not (values.get("nom") or values.get("email")):
            raise RegleMetier("Choisissez un contact existant, ou indiquez le nom ou l’e-mail du nouveau.", "nom")
        contact = cls()
        contact.revise(**values)
        db.session.add(contact)
        return contact

    def duplicate(self) -> "Contact":
        """A copy, attached alike, whose name and addresses say that they are to be changed (B-048, B-049): nobody is
        written to at such an address, and the form refuses it."""
        own = {key: getattr(self, key) for key in PROPRES}
        told = {key: A_MODIFIER + value.removeprefix(A_MODIFIER) for key, value in own.items() if value}
        copy = self.create(**told, **{key: getattr(self, key) for key in REPRIS})
        for link in self.tiers_actifs:
            copy.attach(link.tiers, role=link.role)
        return copy

    @property
    def is_copie(self) -> bool:
        """Whether something in it is still to be changed."""
        return any((getattr(self, key) or "").startswith(A_MODIFIER) for key in PROPRES)

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

    def place(self, *, role: str | None, principal: bool) -> None:
        """Change the role of this person there; one only is the main contact."""
        for one in self.tiers.rattachements if principal else ():
            one.principal = one is self
        self.role, self.principal = role, principal
