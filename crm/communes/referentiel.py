"""The official towns of France with their postal codes, read in the file that set-up builds; nobody writes there."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crm.communes.ecriture import search_key

ROOT = Path(__file__).resolve().parents[2]
FICHIER = ROOT / "static" / "vendor" / "communes.sqlite"
FIN = "\uffff"
COLONNES = "numero, code, nom, ville, code_postal, departement, region"


class ReferentielManquant(RuntimeError):
    pass


@dataclass(frozen=True)
class Lieu:
    """A town and one of its postal codes. `ville` is the name an address line can hold; `numero` its rank by name."""

    numero: int
    code: str
    nom: str
    ville: str
    code_postal: str
    code_departement: str
    code_region: str
    pays: str = "FR"

    @property
    def departement(self) -> str:
        return departements().get(self.code_departement, "")

    @property
    def region(self) -> str:
        return regions().get(self.code_region, "")


def _read(query: str, *values) -> list[tuple]:
    """One connection a question: none is shared by threads nor carried across a fork."""
    if not FICHIER.exists():
        raise ReferentielManquant("Référentiel des communes absent : lancez « python -m crm.communes.construction ».")
    with closing(sqlite3.connect(f"file:{FICHIER}?mode=ro&immutable=1", uri=True)) as base:
        return base.execute(query, values).fetchall()


@cache
def departements() -> dict[str, str]:
    """Code → name, in the order of the codes."""
    return dict(_read("SELECT code, nom FROM departements ORDER BY length(code), code"))


@cache
def regions() -> dict[str, str]:
    """Code → name, by name."""
    return dict(sorted(_read("SELECT code, nom FROM regions"), key=lambda row: search_key(row[1])))


@cache
def _regions_of_departements() -> Mapping[str, str]:
    return dict(_read("SELECT code, region FROM departements"))


def region_of(code_departement: str | None) -> str | None:
    """The name of the region a département is in."""
    return regions().get(_regions_of_departements().get(code_departement or "", ""))


def departements_of(code_region: str) -> list[str]:
    return [code for code, region in _regions_of_departements().items() if region == code_region]


def starting_with(*, code_postal: str = "", nom: str = "", limit: int = 25) -> list[Lieu]:
    """The towns whose postal code, or name with or without its article, begins so; the most inhabited first."""
    if code_postal:
        where, values = "code_postal >= ? AND code_postal < ?", (code_postal, code_postal + FIN)
    else:
        cle = search_key(nom)
        where = "numero IN (SELECT numero FROM communes WHERE cle >= ? AND cle < ?"
        where += " UNION SELECT numero FROM communes WHERE mot >= ? AND mot < ?)"
        values = (cle, cle + FIN) * 2
    order = f"ORDER BY cle = ? DESC, population DESC, numero LIMIT {int(limit)}"
    rows = _read(f"SELECT {COLONNES} FROM communes WHERE {where} {order}", *values, search_key(nom))
    return [Lieu(*row) for row in rows]


def listed(
    *, nom: str = "", code_postal: str = "", departement: str = "", region: str = "", after: int = 0, limit: int = 50
) -> list[Lieu]:
    """The towns by name, from the one that follows number `after`."""
    asked = {"code_postal >= ?": code_postal, "code_postal < ?": code_postal and code_postal + FIN}
    asked |= {"departement = ?": departement, "region = ?": region}
    where, values = ["numero > ?"], [after]
    for condition, value in asked.items():
        if value:
            where.append(condition)
            values.append(value)
    if cle := search_key(nom):
        where.append("(cle >= ? AND cle < ? OR mot >= ? AND mot < ?)")
        values += [cle, cle + FIN] * 2
    query = f"SELECT {COLONNES} FROM communes WHERE {' AND '.join(where)} ORDER BY numero LIMIT {int(limit)}"
    return [Lieu(*row) for row in _read(query, *values)]


def knows(code_postal: str, nom: str) -> bool:
    """Whether this town is there with this postal code."""
    query = "SELECT 1 FROM communes WHERE code_postal = ? AND cle = ?"
    return bool(_read(query, code_postal, search_key(nom)))


def known_places(codes: set[str]) -> set[tuple[str, str]]:
    """(postal code, search key) of the towns that have one of these codes."""
    marks = ", ".join("?" * len(codes))
    return set(_read(f"SELECT code_postal, cle FROM communes WHERE code_postal IN ({marks})", *codes))
