"""How one may write to a person: their addresses, whether these are known to be right, and what they agreed to."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column, validates

from crm.errors import RegleMetier
from crm.etats import Etat
from tenants.accounts import normalise_email

VALIDITES = {"non_verifie": "Non vérifié", "valide": "Valide", "non_valide": "Non valide"}
TONS = {"non_verifie": "neutre", "valide": "vert", "non_valide": "rouge"}
A_MODIFIER = "à modifier "
"""What a copy says before what cannot be the same (B-049)."""


class Consentement(NamedTuple):
    """Given (True), withdrawn (False) or not asked (None); the day it was, when it is known; the day it is said."""

    donne: bool | None
    le: date | None
    jour: date


class Joignable:
    """Consent is two dated facts: given, then perhaps withdrawn."""

    email: Mapped[str | None] = mapped_column(sort_order=10)
    email2: Mapped[str | None] = mapped_column(sort_order=11)
    validite_email: Mapped[str] = mapped_column(
        server_default=text("'non_verifie'"), default="non_verifie", sort_order=12
    )
    optin_le: Mapped[date | None] = mapped_column(sort_order=13)
    optout_le: Mapped[date | None] = mapped_column(sort_order=14)

    @validates("email")
    def _plain_email(self, key: str, value: str | None) -> str | None:
        plain = normalise_email(value) if value else None
        if plain != self.email:
            self.validite_email = "non_verifie"
        return plain

    @validates("email2")
    def _plain_email2(self, key: str, value: str | None) -> str | None:
        return normalise_email(value) if value else None

    @property
    def email_sur(self) -> str | None:
        """Their address, unless it is that of a copy, is known to be wrong, or they are put aside."""
        if self.is_in_trash:
            return None
        is_usable = self.email and not self.email.startswith(A_MODIFIER) and self.validite_email != "non_valide"
        return self.email if is_usable else None

    @property
    def validite(self) -> Etat | None:
        code = self.validite_email
        return Etat(code, VALIDITES[code], TONS[code]) if self.email else None

    @property
    def optin(self) -> bool | None:
        """Whether they agreed to be written to; None when nobody asked."""
        return False if self.optout_le else True if self.optin_le else None

    def consent(self, consentement: Consentement) -> None:
        """Note what they agreed to. Raises RegleMetier on a day to come."""
        donne, le, jour = consentement
        if le and le > jour:
            raise RegleMetier("Le consentement ne peut pas dater d’un jour à venir.", "consentement_le")
        if donne is None:
            self.optin_le = self.optout_le = None
        elif donne:
            self.optin_le, self.optout_le = le or (self.optin_le if self.optin else jour), None
        else:
            self.optout_le = le or self.optout_le or jour

    def revise(self, *, validite_email: str | None = None, consentement: Consentement | None = None, **values) -> None:
        """An address that changes is to be verified again, unless another validity is said with it."""
        before = self.validite_email
        super().revise(**values)
        if validite_email and validite_email != before:
            self.validite_email = validite_email
        if consentement is not None:
            self.consent(consentement)
