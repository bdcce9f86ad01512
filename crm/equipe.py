"""The people of a company, their role and their rights (E-050…E-054)."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from crm.droits import ROLES, allows
from crm.errors import RegleMetier
from crm.evenements import note
from crm.fiches import Fiche
from tenants import accounts, db, links
from tenants.accounts import normalise_email
from tenants.registry import Tenant


class Membre(Fiche):
    """A person in this company. `compte_id` is their account on the instance, once they have accepted."""

    __tablename__ = "membres"
    module = "equipe"
    perissable = False
    non_journalises = frozenset({"preferences", "vu_le"})

    compte_id: Mapped[int | None] = mapped_column(unique=True)
    prenom: Mapped[str] = mapped_column(server_default=text("''"), default="")
    nom: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    telephone: Mapped[str | None]
    role: Mapped[str]
    droits: Mapped[dict] = mapped_column(server_default=text("'{}'"), default=dict)
    preferences: Mapped[dict] = mapped_column(server_default=text("'{}'"), default=dict)
    invite_le: Mapped[datetime | None]
    rejoint_le: Mapped[datetime | None]
    vu_le: Mapped[datetime | None]

    eteints: ClassVar[frozenset[str]] = frozenset()
    """The modules the company has switched off, as whoever lets the member in says."""

    @property
    def libelle(self) -> str:
        return f"{self.prenom} {self.nom}".strip()

    @property
    def role_libelle(self) -> str:
        return "Droits choisis" if self.droits else ROLES[self.role][0]

    @property
    def droits_effectifs(self) -> dict[str, str]:
        return ROLES[self.role][1] | self.droits

    @property
    def is_administrateur(self) -> bool:
        return self.can("equipe", "administration")

    def can(self, module: str, niveau: str = "lecture") -> bool:
        """Whether the rights given reach this level, in a module the company has not switched off (C-005)."""
        known = self.supprime_le is None and module not in self.eteints
        return known and allows(self.droits_effectifs, module, niveau)

    def grant(self, role: str, droits: dict[str, str] | None = None) -> None:
        """Give a role and, module by module, what differs from it. Raises RegleMetier on the last administrator."""
        if role not in ROLES:
            raise RegleMetier("Choisissez un rôle dans la liste.", "role")
        before, avant = self.is_administrateur, (self.role, self.droits or {})
        self.role = role
        self.droits = {cle: niveau for cle, niveau in (droits or {}).items() if ROLES[role][1].get(cle) != niveau}
        if before and not self.is_administrateur:
            self._ensure_not_last_administrateur()
        if avant != (self.role, self.droits):
            self._note_droits(f"{self.libelle} a d’autres droits : {self.role_libelle}.")

    def _note_droits(self, phrase: str) -> None:
        note("droits", phrase, membre_id=self.id, role=self.role, droits=self.droits)

    def see(self, now: datetime) -> None:
        """Note that they are here. It is no change of the card: several pages may open at once."""
        kept = {"modifie_le": Membre.modifie_le, "version": Membre.version}
        seen = update(Membre).where(Membre.id == self.id).values(vu_le=now, **kept)
        db.session.execute(seen.execution_options(synchronize_session=False))

    def ensure_can_be_trashed(self) -> None:
        if self.is_administrateur:
            self._ensure_not_last_administrateur()

    def _ensure_not_last_administrateur(self) -> None:
        others = db.session.scalars(select(Membre).where(Membre.id != self.id, Membre.compte_id.is_not(None)))
        if not any(membre.is_administrateur for membre in others):
            raise RegleMetier("Il doit rester au moins une personne qui administre l’équipe.", "role")

    @classmethod
    def of_account(cls, compte_id: int) -> "Membre | None":
        return db.session.scalar(select(cls).where(cls.compte_id == compte_id, cls.supprime_le.is_(None)))

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(number, name) of everybody, as a choice of a form."""
        return [(str(membre.id), membre.libelle) for membre in db.session.scalars(cls.search())]

    @classmethod
    def search(cls):
        return select(cls).where(cls.supprime_le.is_(None)).order_by(func.extensions.tri_fr(cls.nom), cls.id)

    def revise(self, role: str, droits: dict[str, str], **identite) -> None:
        """Change who a member is said to be and what they may do. Raises RegleMetier on the last administrator."""
        for key, value in identite.items():
            setattr(self, key, value or "" if key == "prenom" else value)
        self.grant(role, droits)


def invite(tenant: Tenant, *, par: Membre, role: str, now: datetime, **identite) -> Membre:
    """Add a person and write them an invitation. Raises RegleMetier when the address is already in the team."""
    email = normalise_email(identite.pop("email"))
    membre = db.session.scalar(select(Membre).where(Membre.email == email))
    if membre is not None and membre.supprime_le is None:
        raise RegleMetier(f"{email} fait déjà partie de l’équipe.", "email")
    membre = membre or Membre(email=email)
    membre.supprime_le, membre.compte_id, membre.rejoint_le = None, None, None
    membre.role = role
    db.session.add(membre)
    membre.revise(role, {}, **identite)
    db.session.flush()
    membre._note_droits(f"{membre.libelle} est invité dans l’équipe : {membre.role_libelle}.")
    invite_again(tenant, membre, par=par, now=now)
    return membre


def invite_again(tenant: Tenant, membre: Membre, *, par: Membre, now: datetime) -> None:
    """Write an invitation to a member who has not come yet. Raises RegleMetier to one who has."""
    if membre.compte_id is not None:
        raise RegleMetier(f"{membre.libelle} a déjà rejoint l’espace de travail.")
    membre.invite_le = now
    links.invite(tenant, membre.email, by=par.libelle, membre_id=membre.id, now=now)


def dismiss(tenant: Tenant, membre: Membre, now: datetime) -> None:
    """Take a person's access away; what they did stays under their name.

    Raises RegleMetier on the last administrator.
    """
    membre.trash(now)
    if membre.compte_id is not None:
        accounts.leave(membre.compte_id, tenant)
    membre.compte_id = None
    note("droits", f"{membre.libelle} n’a plus accès à l’espace de travail.", membre_id=membre.id)
