"""Exports of a list: its filters, its order, its columns or those of a model. Excel or CSV, by a worker, streamed."""

import csv
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from crm import formats
from crm.clock import PARIS
from crm.devises import EURO, Argent
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.evenements import note
from crm.listes.colonnes import Colonne
from crm.listes.envois import EnvoiExport
from crm.listes.lots import batches, count, rehydrate
from crm.listes.modeles_export import FORMATS, ModeleExport
from crm.listes.pages import selection
from crm.listes.requete import Requete, read_columns
from tenants import Travail, db, later, storage
from tenants.jobs import progress

PATTERNS = {"montant": "# ##0.00 €", "date": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm", "pourcent": '0.## "%"'}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def export_later(
    requete: Requete,
    ids: list[int] | None,
    forme: str,
    par: Membre,
    modele: ModeleExport | None = None,
    courriel: bool = False,
) -> Travail:
    """Ask for a file of these rows: the columns of the model, else those of the screen. `courriel`: e-mailed to them.

    Raises RegleMetier on an unknown format.
    """
    if forme not in FORMATS:
        raise RegleMetier("Choisissez un format dans la liste.", "format")
    liste = requete.liste
    return later(
        Export.write_now,
        titre=f"Export : {liste.titre}" + (f" ({modele.nom})" if modele else ""),
        par_id=par.id,
        auteur=par.libelle,
        total=count(requete, ids),
        liste=liste.cle,
        requete=requete.avec().to_query(resolue=True),
        ids=",".join(map(str, ids or [])),
        forme=forme,
        colonnes=",".join(modele.colonnes if modele else requete.colonnes),
        jour=requete.contexte.aujourdhui.isoformat(),
        courriel=courriel,
    )


class Export:
    @classmethod
    def write_now(
        cls, liste: str, requete: str, ids: str, forme: str, colonnes: str, jour: str, auteur: str, courriel: bool
    ) -> dict:
        asked, par = rehydrate(liste, requete, jour)
        columns = [asked.liste.par_cle[cle] for cle in read_columns(colonnes.split(","), asked.liste)]
        columns.append(Colonne("id", f"Code {asked.liste.mot}"))
        where = selection(asked, [int(i) for i in ids.split(",")] if ids else None)
        name = f"{asked.liste.cle}-{jour}.{forme}"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            WRITERS[forme](path, asked.liste.titre, columns, _rows(asked, where, columns))
            sha256, size = storage.put_file(path), path.stat().st_size
        note("export", f"Export : {name}", auteur=auteur)
        made = {"sha256": sha256, "nom": name, "type": FORMATS[forme][1], "taille": size}
        return made | (_mail(par, name) if courriel else {})


def _mail(par: Membre, name: str) -> dict:
    later(EnvoiExport.mail_now, titre=f"E-mail : {name}", par_id=par.id, travail=db.session.info["travail_id"])
    return {"phrase": f"Le fichier est prêt. Il part par e-mail à {par.email}."}


def _rows(requete: Requete, where: list, columns: list[Colonne]) -> Iterable[list]:
    done = 0
    for lignes in batches(requete, where):
        ids = [ligne.id for ligne in lignes]
        charges = {colonne.cle: colonne.charge(ids) for colonne in columns if colonne.charge}
        for ligne in lignes:
            yield [_value(colonne, ligne, charges) for colonne in columns]
        done += len(lignes)
        progress(done)


def _value(colonne: Colonne, ligne: Any, charges: dict) -> Any:
    """A plain value: text, number, date or None."""
    if colonne.export:
        return colonne.export(ligne)
    value = charges[colonne.cle].get(ligne.id) if colonne.charge else colonne.lit(ligne)
    if value is None or value == []:
        return None
    return PLAIN.get(colonne.genre, lambda value: value)(value)


PLAIN = {
    "etat": lambda value: ", ".join(texte for texte, _ in (value if isinstance(value, list) else [value])),
    "oui_non": lambda value: "Oui" if value else "Non",
    "membre": lambda value: value.libelle,
    "etiquettes": lambda value: ", ".join(etiquette.nom for etiquette in value),
    "lien": lambda value: value[0],
    "telephone": formats.telephone,
    "moment": lambda value: value.astimezone(PARIS).replace(tzinfo=None),
    "date": lambda value: value.astimezone(PARIS).date() if isinstance(value, datetime) else value,
}


def _write_xlsx(path: Path, titre: str, columns: list[Colonne], rows: Iterable[list]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet(titre[:31].translate(str.maketrans("[]:*?/\\", "       ")))
        bold, kinds = book.add_format({"bold": True}), Formats(book)
        sheet.freeze_panes(1, 0)
        for rank, colonne in enumerate(columns):
            sheet.set_column(rank, rank, 30 if colonne.genre == "nom" else 16)
            sheet.write_string(0, rank, colonne.titre, bold)
        for number, row in enumerate(rows, 1):
            for rank, value in enumerate(row):
                _write_cell(sheet, number, rank, value, columns[rank].genre, kinds)


class Formats(dict):
    """The formats of a book by kind of cell, and by currency as they are met."""

    def __init__(self, book):
        super().__init__({genre: book.add_format({"num_format": pattern}) for genre, pattern in PATTERNS.items()})
        self.book = book

    def __missing__(self, devise: str):
        self[devise] = self.book.add_format({"num_format": f'# ##0.00 "{formats.signe(devise)}"'})
        return self[devise]


def _write_cell(sheet, number: int, rank: int, value: Any, genre: str, kinds: dict) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(number, rank, value, kinds["moment" if isinstance(value, datetime) else "date"])
    elif isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        sheet.write_number(number, rank, value, kinds.get(genre))
    elif isinstance(value, Argent):
        sheet.write_number(number, rank, value.montant, kinds[value.devise])
    else:
        sheet.write_string(number, rank, str(value))


def _write_csv(path: Path, titre: str, columns: list[Colonne], rows: Iterable[list]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened, delimiter=";", lineterminator="\r\n")
        writer.writerow([colonne.titre for colonne in columns])
        writer.writerows([french(value) for value in row] for row in rows)


def french(value: Any) -> str:
    """« 1234,5 », « 1234,5 USD », « 21/11/2026 »; a text that a spreadsheet would run as a formula is disarmed."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, Argent):
        return french(value.montant) + ("" if value.devise == EURO else f" {value.devise}")
    if isinstance(value, Decimal | int | float):
        return str(value).replace(".", ",")
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


WRITERS = {"xlsx": _write_xlsx, "csv": _write_csv}
