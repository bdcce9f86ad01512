"""Builds the reference of French towns from the official package: one read-only file that every company shares.

`python -m crm.communes.construction`, at set-up. Data: « Découpage administratif », Licence Ouverte 2.0.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from crm.communes.ecriture import postal_name, search_key, without_article
from crm.communes.referentiel import FICHIER
from tenants.hosting.assets import install_packages

SOURCE = "@etalab/decoupage-administratif/data"
TABLES = """
CREATE TABLE regions (code TEXT PRIMARY KEY, nom TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE departements (code TEXT PRIMARY KEY, nom TEXT NOT NULL, region TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE communes (
    numero INTEGER PRIMARY KEY, code TEXT NOT NULL, nom TEXT NOT NULL, ville TEXT NOT NULL, code_postal TEXT NOT NULL,
    departement TEXT NOT NULL, region TEXT NOT NULL, population INTEGER NOT NULL, cle TEXT NOT NULL, mot TEXT NOT NULL
);
"""
INDEXES = """
CREATE INDEX communes_code_postal ON communes (code_postal, population DESC);
CREATE INDEX communes_cle ON communes (cle);
CREATE INDEX communes_mot ON communes (mot);
CREATE INDEX communes_departement ON communes (departement, cle);
CREATE INDEX communes_region ON communes (region, cle);
"""


def build(target: Path = FICHIER) -> int:
    """Returns how many pairs of a town and a postal code it holds. Sorted by name: the number is the order."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".neuf")
    draft.unlink(missing_ok=True)
    rows = sorted(towns(), key=lambda row: (row[-2], row[3]))
    with closing(sqlite3.connect(draft)) as base:
        base.executescript(TABLES)
        base.executemany("INSERT INTO regions VALUES (?, ?)", ((one["code"], said(one)) for one in read("regions")))
        departments = ((one["code"], said(one), one["region"]) for one in read("departements"))
        base.executemany("INSERT INTO departements VALUES (?, ?, ?)", departments)
        base.executemany(f"INSERT INTO communes VALUES ({', '.join('?' * 10)})", numbered(rows))
        base.executescript(INDEXES)
        base.execute("VACUUM")
    draft.replace(target)
    return len(rows)


def read(nom: str) -> list[dict]:
    return json.loads((install_packages() / SOURCE / f"{nom}.json").read_text(encoding="utf-8"))


def said(one: dict) -> str:
    """Its name, with the apostrophe of French print."""
    return one["nom"].replace("'", "’")


def towns() -> Iterator[tuple]:
    for one in read("communes"):
        if one["type"] != "commune-actuelle":
            continue
        cle = search_key(one["nom"])
        place = one["departement"], one["region"], one.get("population", 0), cle, without_article(cle)
        for code_postal in one.get("codesPostaux", ()):
            yield one["code"], one["nom"], postal_name(one["nom"]), code_postal, *place


def numbered(rows: list[tuple]) -> Iterator[tuple]:
    return ((number, *row) for number, row in enumerate(rows, 1))


if __name__ == "__main__":
    print(f"{build()} communes et codes postaux.")
