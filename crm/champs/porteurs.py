"""The nouns that bear « champs de personnalisation »."""

from collections.abc import Iterable, Mapping
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
    module: str
    profile: bool = False


OBJETS = {
    objet.cle: objet
    for objet in (
        Objet("pistes", "pistes", profile=True),
        Objet("tiers", "clients", profile=True),
        Objet("contacts", "contacts", profile=True),
        Objet("opportunites", "opportunites"),
    )
}


class Personnalisable:
    """A record that bears fields: its answers by code, as JSON keeps them. A field without an answer is not there."""

    par_cle = frozenset({"champs"})

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


def answers_between(objet: str, avant: Mapping | None, apres: Mapping | None) -> list[tuple[str, str, str]]:
    """The answers that differ, in the order of their questions: (question, before, after) as people read them.

    Questions asked no longer are there; one that has been removed is not.
    """
    avant, apres = avant or {}, apres or {}
    asked = ChampPersonnalise.all_of(objet) if avant or apres else ()
    return [
        (champ.question, champ.show(avant.get(champ.code)), champ.show(apres.get(champ.code)))
        for champ in asked
        if avant.get(champ.code) != apres.get(champ.code)
    ]


def carried(source: Personnalisable, asked: Iterable[ChampPersonnalise]) -> dict[str, Any]:
    """What `source` answers to these questions of another noun: same code, same kind, choices they offer (D-115)."""
    by_code, given = {champ.code: champ for champ in source.questions}, {}
    for mine in asked:
        theirs, value = by_code.get(mine.code), source.champs.get(mine.code)
        if theirs is not None and value is not None and mine.type.is_like(theirs.type):
            given[mine.code] = mine.keep(value)
    return given


def carry(source: Personnalisable, cible: Personnalisable) -> None:
    """Give `cible` the answers of `source`; what it has answered already stays."""
    cible.answer(carried(source, [champ for champ in cible.questions if champ.code not in cible.champs]))
