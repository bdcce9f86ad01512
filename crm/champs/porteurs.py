"""The nouns that bear « champs de personnalisation »."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from crm.champs.champs import ChampPersonnalise

PROFILS = {"tous": "Tous", "societe": "Sociétés (BtoB)", "individu": "Particuliers (BtoC)"}


@dataclass(frozen=True)
class Objet:
    """A noun whose records bear fields; `cle` is its table. `profile`: its records are societies or individuals."""

    cle: str
    titre: str
    module: str
    profile: bool = False


OBJETS = {
    objet.cle: objet
    for objet in (Objet("tiers", "Clients", "clients", profile=True), Objet("contacts", "Contacts", "contacts"))
}


class Personnalisable:
    """A record that bears fields: its answers by code, as JSON keeps them. A field without an answer is not there."""

    @declared_attr
    def champs(cls) -> Mapped[dict]:
        return mapped_column(server_default=text("'{}'"), default=dict, sort_order=90)

    @property
    def profil(self) -> str:
        """Which fields it bears besides those of everybody: « societe » or « individu »."""
        return getattr(self, "nature", "tous")

    @property
    def questions(self) -> list[ChampPersonnalise]:
        """The fields this record bears, in their order."""
        return [champ for champ in ChampPersonnalise.of(self.__tablename__) if champ.suits(self.profil)]

    def answer(self, champs: Mapping[str, Any]) -> None:
        """Write these answers, by code, as `ChampPersonnalise.read` gives them; None takes one off."""
        kept = {code: value for code, value in ((self.champs or {}) | dict(champs)).items() if value is not None}
        if kept != self.champs:
            self.champs = kept

    def revise(self, *, champs: Mapping[str, Any] | None = None, **values) -> None:
        super().revise(**values)
        if champs is not None:
            self.answer(champs)
