"""An import of many clients by a worker: reading, then doing, with the memory it takes."""

import csv
import resource
import tempfile
import time
from pathlib import Path

import xlsxwriter
from sqlalchemy import func, select

from bench.societe import SLUG, instance
from bench.tableau import head, row
from crm import clock
from crm.demonstration.noms import PRENOMS
from crm.equipe import Membre
from crm.imports import IMPORTABLES, Import
from crm.tiers import Tiers
from tenants import db
from tests.casting import inside, work_all

ROWS = 50_000
ENTETES = ("Raison sociale", "E-mail", "Téléphone", "Adresse", "CP", "Ville", "Délai de paiement", "Notes")


def client(rank: int) -> list[str]:
    return [
        f"Société {rank} {PRENOMS[rank % len(PRENOMS)]}", f"contact{rank}@exemple{rank % 500}.fr", f"04 72 {rank:06d}",
        f"{rank % 300} rue de la Paix", f"{69000 + rank % 99}", "Lyon", "30", "Vu au salon.",
    ]  # fmt: skip


def write_csv(path: Path) -> None:
    with path.open("w", encoding="cp1252", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows([ENTETES, *map(client, range(ROWS))])


def write_xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([ENTETES, *map(client, range(ROWS, 2 * ROWS))]):
            sheet.write_row(number, 0, cells)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(app) -> float:
    began = time.perf_counter()
    assert work_all(app) == 0
    return time.perf_counter() - began


def main(app) -> None:
    head(f"Import de {ROWS} clients", "lecture (s)", "import (s)", "mémoire du travail (Mio)", "clients ensuite")
    for name, write in (("CSV (cp1252)", write_csv), ("Excel", write_xlsx)):
        with tempfile.TemporaryDirectory() as folder, inside(app, SLUG):
            path = Path(folder) / "clients"
            write(path)
            par = db.session.scalars(select(Membre).order_by(Membre.id)).first()
            made = Import.receive(IMPORTABLES["clients"], "import", name, path, par, clock.now())
            made.match(made.colonnes, is_strict=False)
        before, reading = peak(), timed(app)
        with inside(app, SLUG):
            db.session.get(Import, made.id).launch("creer", clock.now())
        doing = timed(app)
        with inside(app, SLUG):
            total = db.session.scalar(select(func.count(Tiers.id)))
        row(name, reading, doing, f"{before:.0f} → {peak():.0f}", total)


if __name__ == "__main__":
    with instance() as app:
        main(app)
