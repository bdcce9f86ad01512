"""The preview: each row is read, then told from those that exist and from the rows above it. Nothing is changed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from crm import clock
from crm.errors import RegleMetier
from crm.formats import pluriel
from crm.imports import lecture
from crm.imports.correspondance import titles
from crm.imports.declaration import Champ, Importable, ParLot, Passage, Repere, simple
from crm.imports.imports import Import
from crm.imports.lignes import LigneImport, forget_rows
from tenants import db
from tenants.jobs import progress

BATCH = 500


class Trouve(NamedTuple):
    """A record that a row is, or looks like."""

    repere: Repere
    fiche_id: int
    libelle: str


class Lecture:
    """Reads the cells of a row into values, by the fields its columns fill."""

    def __init__(self, made: Import, passage: Passage):
        par_cle = {champ.cle: champ for champ in made.champs}
        chosen = [(rank, par_cle[cle]) for rank, cle in enumerate(made.colonnes) if cle in par_cle]
        self.lecteurs = [(rank, champ, champ.prepare(passage)) for rank, champ in chosen]

    def read_all(self, rows: Sequence[Sequence[str]]) -> list[tuple[dict, list[str]]]:
        """The values of each row, empty cells left out, and what is wrong."""
        for rank, _, lit in self.lecteurs:
            if isinstance(lit, ParLot):
                lit.gather({cells[rank] for cells in rows if cells[rank]})
        return [self._read(cells) for cells in rows]

    def _read(self, cells: Sequence[str]) -> tuple[dict, list[str]]:
        values, wrong = {}, []
        for rank, champ, lit in self.lecteurs:
            if not cells[rank]:
                continue
            try:
                keep(values, champ, lit(cells[rank]))
            except (RegleMetier, ValueError) as refused:
                wrong.append(f"{champ.titre} : {refused}")
        for _, champ, _ in self.lecteurs:
            if champ.apres and champ.cle in values:
                champ.apres(values)
        return values, wrong


def keep(values: dict, champ: Champ, value: Any) -> None:
    """The answers to the company's own questions go together."""
    if champ.propre:
        values.setdefault("champs", {})[champ.propre] = value
    else:
        values[champ.cle] = value


def examine(made: Import) -> dict:
    """Write what each row of the file will be."""
    db.session.refresh(made, with_for_update=True)
    if made.lance_le is not None:
        return {"phrase": "Déjà lancé."}
    forget_rows(made)
    lecture_ = Lecture(made, Passage(made.par, clock.today(), made.strict))
    above: dict[tuple, int] = {}
    done = 0
    with made.opened() as path:
        rows = lecture.read_body(path, made.rang_entetes, len(made.entetes))
        for batch in batches(rows, BATCH):
            db.session.execute(insert(LigneImport), list(judge(made, lecture_, batch, above)))
            done += len(batch)
            progress(done)
    made.examine_le = clock.now()
    return {"phrase": f"{pluriel(done, 'ligne lue', 'lignes lues')}."}


def batches(rows: Iterable, size: int) -> Iterator[list]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def judge(made: Import, lecture_: Lecture, batch: list, above: dict[tuple, int]) -> Iterator[dict]:
    read = lecture_.read_all([cells for _, cells in batch])
    found = find(made, [values for values, _ in read])
    for (number, cells), (values, wrong), known in zip(batch, read, found, strict=True):
        row = {"import_id": made.id, "numero": number, "cellules": cells}
        row |= {"raison": None, "fiche_id": None, "jumelle": None}
        yield row | verdict(made, number, values, wrong, known, above)


def verdict(made: Import, number: int, values: dict, wrong: list, known: Trouve | None, above: dict) -> dict:
    """What a row will be, why, and the record or the row above that it looks like."""
    if made.mode == "suppression":
        wrong = wrong or wrong_name(values, known)
    elif not (known and known.repere.certain):
        wrong = wrong + lacking(made.importable, values)
    if wrong:
        return {"issue": "erreur", "raison": in_sentences(wrong)}
    twin = twin_above(made.importable, number, values, above)
    if twin:
        return {"issue": "doublon", "raison": f"{twin[0].nom} que la ligne {twin[1]} du fichier", "jumelle": twin[1]}
    if known is None:
        return {"issue": "creation"}
    if made.mode == "suppression" or known.repere.certain:
        issue = "suppression" if made.mode == "suppression" else "modification"
        return {"issue": issue, "fiche_id": known.fiche_id, "raison": known.libelle}
    return {"issue": "doublon", "fiche_id": known.fiche_id, "raison": f"{known.repere.nom} que « {known.libelle} »"}


def lacking(importable: Importable, values: dict) -> list[str]:
    groups = [group for group in (importable.un_de, importable.et_un_de) if group]
    missing = [group for group in groups if not any(values.get(cle) for cle in group)]
    which = {True: "cette cellule", False: "l’une de ces cellules"}
    return [f"{titles(importable.fixes, group)} : complétez {which[len(group) == 1]}" for group in missing]


def in_sentences(wrong: list[str]) -> str:
    return " ".join(f"{one.rstrip('.')}." for one in wrong)


def wrong_name(values: dict, known: Trouve | None) -> list[str]:
    """A code that names nothing, or another record than the file says: nothing is deleted."""
    if known is None:
        return ["Aucune fiche ne porte ce code : gardez les codes du fichier exporté"]
    said = set(simple(values.get("libelle")).split())
    if said - set(simple(known.libelle).split()):
        return [f"Ce code est celui de « {known.libelle} », pas de « {values['libelle']} » : vérifiez la ligne"]
    return []


def twin_above(importable: Importable, number: int, values: dict, above: dict[tuple, int]) -> tuple[Repere, int] | None:
    """The first row of the file that this one looks like; its own marks are remembered."""
    marks = [(repere, repere.key(repere.lit(values))) for repere in importable.reperes]
    marks = [(repere, (rank, key)) for rank, (repere, key) in enumerate(marks) if key]
    twin = next(((repere, above[mark]) for repere, mark in marks if mark in above), None)
    for _, mark in marks:
        above.setdefault(mark, number)
    return twin


def find(made: Import, rows: list[dict]) -> list[Trouve | None]:
    """The record each row is, else looks like; a query for each way of telling."""
    importable = made.importable
    reperes = importable.reperes[:1] if made.mode == "suppression" else importable.reperes
    found: list[Trouve | None] = [None] * len(rows)
    for repere in sorted(reperes, key=lambda repere: not repere.certain):
        wanted = {}
        for rank, values in enumerate(rows):
            if found[rank] is None and (said := repere.lit(values)) and said[0]:
                wanted[rank] = said
        if not wanted:
            continue
        known = lookup(importable, repere, wanted.values())
        for rank, said in wanted.items():
            if hit := known.get(repere.key(said)):
                found[rank] = Trouve(repere, *hit)
    return found


def lookup(importable: Importable, repere: Repere, said: Iterable[tuple]) -> dict[tuple, tuple[int, str]]:
    modele, first = importable.modele, repere.colonnes[0]
    words = {values[0] for values in said} | {repere.normal(values[0]) for values in said if isinstance(values[0], str)}
    query = select(modele, *repere.colonnes).where(first.in_(words), modele.supprime_le.is_(None))
    rows = db.session.execute(query.order_by(modele.id.desc()))
    return {repere.key(tuple(row[1:])): (row[0].id, row[0].libelle) for row in rows}
