"""The people of a company, their role and their rights (E-050…E-054)."""

from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.droits import ROLES, allows
from crm.errors import RegleMetier
from crm.fiches import Fiche
from tenants import db


class Membre(Fiche):
    """A person in this company. `compte_id` is their account on the instance, once they have accepted."""

    __tablename__ = "membres"
    module = "equipe"
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
        return self.supprime_le is None and allows(self.droits_effectifs, module, niveau)

    def grant(self, role: str, droits: dict[str, str] | None = None) -> None:
        """Give a role and, module by module, what differs from it. Raises RegleMetier on the last administrator."""
        if role not in ROLES:
            raise RegleMetier("Choisissez un rôle dans la liste.", "role")
        before = self.is_administrateur
        self.role = role
        self.droits = {cle: niveau for cle, niveau in (droits or {}).items() if ROLES[role][1].get(cle) != niveau}
        if before and not self.is_administrateur:
            self._ensure_not_last_administrateur()

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
