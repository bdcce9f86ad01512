"""The run: a batch of rows at a time, kept as soon as it is done; a worker that is killed is followed from there."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from crm import clock, journal, sujets
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.formats import pluriel
from crm.imports.declaration import Passage
from crm.imports.examen import Lecture, find, in_sentences
from crm.imports.imports import ISSUES, Import
from crm.imports.lignes import LigneImport, Rangee, mark_done, rows_to_do
from tenants import db
from tenants.jobs import checkpoint, progress

BATCH = 500
PHRASES = {"creation": "création", "modification": "mise à jour", "suppression": "mise à la corbeille"}
PLURIELS = {"modification": "mises à jour", "suppression": "mises à la corbeille"}


def run(made: Import) -> dict:
    """Do the rows that are not done yet. All its changes share one lot of the journal."""
    journal.sign(made.par_id, made.par.libelle)
    db.session.info["lot"] = made.lot
    done = Execution(made)
    after, count = 0, done.count()
    with rare_collections():
        while rows := rows_to_do(made, done.issues, after, BATCH):
            done.do_batch(rows)
            after, count = rows[-1].numero, count + len(rows)
            progress(count)
            checkpoint()
            gc.collect()
    made.fini_le = made.fini_le or clock.now()
    return {"phrase": say(made)}


@contextmanager
def rare_collections() -> Iterator[None]:
    """Memory is looked for between two batches only: doing it all along takes a third of the time."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def say(made: Import) -> str:
    """« 3 créations, 1 mise à jour, 2 erreurs. »"""
    comptes = made.comptes
    said = [pluriel(comptes[i], mot, PLURIELS.get(i)) for i, mot in PHRASES.items() if comptes.get(i)]
    said += [pluriel(comptes[i], ISSUES[i][0].lower()) for i in ("doublon", "erreur") if comptes.get(i)]
    return f"{', '.join(said)}."


def without_labels(values: dict) -> dict:
    return {key: value for key, value in values.items() if key != "etiquettes"}


Lu = tuple[dict, list[str]]
"""The values of a row, and what is wrong."""


class Execution:
    def __init__(self, made: Import):
        self.made, self.importable = made, made.importable
        self.passage = Passage(made.par, clock.today(), made.strict)
        self.lecture = Lecture(made, self.passage)
        self.fresh: dict[int, Fiche] = {}
        self.numbers: dict[int, int] = {}
        self.labels: list[tuple[Fiche, set[int | str]]] = []
        self.issues = ["creation", "modification", "suppression"]
        self.issues += [] if made.doublons == "ignorer" else ["doublon"]

    def count(self) -> int:
        done = select(func.count()).where(LigneImport.import_id == self.made.id, LigneImport.fait_le.is_not(None))
        return db.session.scalar(done)

    def do_batch(self, rows: list[Rangee]) -> None:
        """All together; only when one is refused does each get its own savepoint."""
        read = self.lecture.read_all([row.cellules for row in rows])
        known = [one.fiche_id if one else None for one in find(self.made, [values for values, _ in read])]
        jobs = list(zip(rows, read, known, strict=True))
        present = self.load({row.fiche_id for row in rows} | set(known))
        try:
            with db.session.begin_nested():
                done = self.number([self.do(*job, present) for job in jobs])
        except RegleMetier:
            self.forget()
            done = [self.try_to_do(*job, present) for job in jobs]
        mark_done(done, clock.now())
        self.forget()

    def forget(self) -> None:
        """Nothing of a batch outlives it, nor the part of it that was refused."""
        for kept in (self.fresh, self.numbers, self.labels, self.passage.memoire):
            kept.clear()

    def load(self, ids: set[int | None]) -> dict[int, Fiche]:
        modele = self.importable.modele
        query = select(modele).where(modele.id.in_(ids - {None}), modele.supprime_le.is_(None))
        query = query.options(*(selectinload(one) for one in self.importable.avec))
        return {fiche.id: fiche for fiche in db.session.scalars(query)} if ids - {None} else {}

    def try_to_do(self, row: Rangee, read: Lu, known: int | None, present: dict[int, Fiche]) -> Rangee:
        try:
            with db.session.begin_nested():
                return self.number([self.do(row, read, known, present)])[0]
        except RegleMetier as refused:
            self.fresh.clear()
            self.labels.clear()
            return replace(row, issue="erreur", raison=refused.message)

    def do(self, row: Rangee, read: Lu, known: int | None, present: dict[int, Fiche]) -> Rangee:
        """One row, told again from what exists now: what became of it. A cell may be wrong since the preview."""
        values, wrong = read
        if wrong:
            raise RegleMetier(in_sentences(wrong))
        target = row.fiche_id or (known if row.issue == "creation" else None) or self.twin(row)
        if row.issue in ("modification", "suppression"):
            return self.change(row, values, present)
        if target is None or self.made.doublons == "creer":
            self.fresh[row.numero] = fiche = self.importable.creer(without_labels(values), self.passage)
            self.labels.append((fiche, values.get("etiquettes", set())))
            return replace(row, issue="creation")
        if self.made.doublons == "modifier":
            return self.change(replace(row, fiche_id=target, issue="modification"), values, present)
        return replace(row, issue="doublon", raison="Une fiche semblable a été créée depuis l’aperçu")

    def change(self, row: Rangee, values: dict, present: dict[int, Fiche]) -> Rangee:
        fiche = present.get(row.fiche_id) or db.session.get(self.importable.modele, row.fiche_id)
        if fiche is None or fiche.is_in_trash:
            raise RegleMetier("Cette fiche a été supprimée depuis l’aperçu.")
        if row.issue == "suppression":
            fiche.trash(clock.now())
        else:
            self.importable.modifier(fiche, without_labels(values), self.passage)
            self.labels.append((fiche, values.get("etiquettes", set())))
        self.numbers[row.numero] = row.fiche_id
        return row

    def number(self, rows: list[Rangee]) -> list[Rangee]:
        """Write the records that were made, together: the rows, with the number of theirs."""
        db.session.flush()
        self.label()
        self.numbers |= {numero: fiche.id for numero, fiche in self.fresh.items()}
        self.fresh.clear()
        return [replace(row, fiche_id=self.numbers.get(row.numero, row.fiche_id)) for row in rows]

    def label(self) -> None:
        """Put the labels of the rows on their records; those nobody made yet are made."""
        names = {one for _, labels in self.labels for one in labels if isinstance(one, str)}
        made = {name: sujets.Etiquette.named(name).id for name in names}
        worn = [(fiche, {made.get(one, one) for one in labels}) for fiche, labels in self.labels if labels]
        sujets.add_labels(worn)
        self.labels.clear()

    def twin(self, row: Rangee) -> int | None:
        """The record the row above made or changed, when this one looks like it."""
        if row.jumelle is None:
            return None
        if row.jumelle in self.fresh:
            db.session.flush()
            return self.fresh[row.jumelle].id
        if row.jumelle in self.numbers:
            return self.numbers[row.jumelle]
        above = select(LigneImport.fiche_id)
        return db.session.scalar(above.where(LigneImport.import_id == self.made.id, LigneImport.numero == row.jumelle))
