"""A person who is to be forgotten: marked at once, erased after a delay in which one may think again (B-046, B-047)."""

from datetime import date, datetime, timedelta

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.clock import PARIS
from crm.errors import RegleMetier

ANONYME = "Contact anonymisé"
EFFACES = {
    **dict.fromkeys("civilite prenom nom fonction departement email email2 telephone mobile".split()),
    **dict.fromkeys(("type_contact", "description")),
    **dict.fromkeys(("optin_le", "optout_le")),
    "validite_email": "non_verifie",
    "champs": {},
}
"""What tells who somebody is, and what is left of it."""


class Anonymisable:
    """`anonymiser_le`: the day its personal fields are to be erased; `anonymise_le`: when they were."""

    anonymiser_le: Mapped[date | None] = mapped_column(sort_order=96)
    anonymise_le: Mapped[datetime | None] = mapped_column(sort_order=97)

    @property
    def is_to_anonymise(self) -> bool:
        """Marked, and not erased yet: it may still be taken back."""
        return self.anonymiser_le is not None and self.anonymise_le is None

    @property
    def libelle(self) -> str:
        return ANONYME if self.anonymise_le else super().libelle

    @property
    def purge_le(self) -> datetime | None:
        """One that is anonymised stays, without a name."""
        return None if self.anonymiser_le else super().purge_le

    @classmethod
    def purgeable(cls) -> list:
        return [cls.anonymiser_le.is_(None)]

    def mark_to_anonymise(self, now: datetime, delai: int) -> None:
        """It disappears from everywhere at once, and is erased `delai` days from now. Raises RegleMetier twice."""
        if self.is_in_trash:
            raise RegleMetier(f"{self.libelle} est déjà à la corbeille : restaurez la fiche d’abord.")
        self.trash(now)
        self.anonymiser_le = now.astimezone(PARIS).date() + timedelta(days=delai)

    def restore(self) -> None:
        if self.anonymise_le:
            raise RegleMetier("Ce contact est anonymisé : ses données n’existent plus.")
        super().restore()
        self.anonymiser_le = None


def due_index(table: str) -> Index:
    """To find who is to be erased."""
    waiting = text("anonymiser_le IS NOT NULL AND anonymise_le IS NULL")
    return Index(f"ix_{table}_anonymiser", "anonymiser_le", postgresql_where=waiting)
