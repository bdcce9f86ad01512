"""The check before issue: the rules shown to the user are those that decide (FAC-32)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from crm.errors import RegleMetier
from crm.parametres import Parametres
from crm.reperes import Droit
from crm.tiers import Adresse, Tiers

OK, MANQUANT, DOUTEUX = "ok", "manquant", "douteux"


class Point(NamedTuple):
    """What one rule says of one document. `cible` is where it is put right: parametres, tiers, document or lignes."""

    code: str
    niveau: str
    texte: str
    article: str
    cible: str
    champ: str


@dataclass(frozen=True)
class Contexte:
    """What the rules look at, read once."""

    document: object
    day: date
    parametres: Parametres
    droit: Droit

    @property
    def tiers(self) -> Tiers:
        return self.document.tiers

    @property
    def adresse(self) -> Adresse | None:
        return self.tiers.adresse_facturation

    @property
    def is_professionnel(self) -> bool:
        return not self.tiers.is_particulier


@dataclass(frozen=True)
class Regle:
    """`dit` tells what is wrong, or None. A rule that is not `bloquante` only warns."""

    code: str
    intitule: str
    article: str
    cible: str
    champ: str
    bloquante: bool
    dit: Callable[[Contexte], str | None]

    def point(self, contexte: Contexte) -> Point:
        tort = self.dit(contexte)
        niveau = OK if tort is None else MANQUANT if self.bloquante else DOUTEUX
        return Point(self.code, niveau, tort or self.intitule, self.article, self.cible, self.champ)


def regle(into: list, code: str, intitule: str, article: str, cible: str, champ: str, *, bloquante: bool = True):
    """Add the decorated function to a list of rules."""

    def keep(dit):
        into.append(Regle(code, intitule, article, cible, champ, bloquante, dit))
        return dit

    return keep


def ensure_ok(points: list[Point], quoi: str) -> None:
    """Raises RegleMetier naming everything that is missing; the first faulty field bears the message."""
    missing = [point for point in points if point.niveau == MANQUANT]
    if missing:
        said = " ".join(f"{point.texte} ({point.article})" if point.article else point.texte for point in missing)
        accord = "e" if quoi.startswith("La") else ""
        raise RegleMetier(f"{quoi} ne peut pas être émis{accord}. {said}", missing[0].champ)
