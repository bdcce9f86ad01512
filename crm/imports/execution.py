"""The run: a batch of rows at a time, kept as soon as it is done; a worker that is killed is followed from there."""

from sqlalchemy import func, select

from crm import clock, journal
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.formats import pluriel
from crm.imports.declaration import Passage
from crm.imports.examen import Lecture, find
from crm.imports.imports import ISSUES, Import, LigneImport
from tenants import db
from tenants.jobs import checkpoint, progress

BATCH = 200
PHRASES = {"creation": "création", "modification": "mise à jour", "suppression": "mise à la corbeille"}
PLURIELS = {"modification": "mises à jour", "suppression": "mises à la corbeille"}


def run(made: Import) -> dict:
    """Do the rows that are not done yet. All its changes share one lot of the journal."""
    journal.sign(made.par_id, made.par.libelle)
    db.session.info["lot"] = made.lot
    done = Execution(made)
    after, count = 0, done.count()
    while rows := done.waiting(after):
        done.do_batch(rows)
        after, count = rows[-1].numero, count + len(rows)
        progress(count)
        checkpoint()
    made.fini_le = made.fini_le or clock.now()
    return {"phrase": say(made)}


def say(made: Import) -> str:
    """« 3 créations, 1 mise à jour, 2 erreurs. »"""
    comptes = made.comptes
    said = [pluriel(comptes[i], mot, PLURIELS.get(i)) for i, mot in PHRASES.items() if comptes.get(i)]
    said += [pluriel(comptes[i], ISSUES[i][0].lower()) for i in ("doublon", "erreur") if comptes.get(i)]
    return f"{', '.join(said)}."


class Execution:
    def __init__(self, made: Import):
        self.made, self.importable = made, made.importable
        self.passage = Passage(made.par, clock.today())
        self.lecture = Lecture(made, self.passage)
        self.fresh: dict[int, Fiche] = {}
        self.issues = ["creation", "modification", "suppression"]
        self.issues += [] if made.doublons == "ignorer" else ["doublon"]

    def _asked(self):
        return LigneImport.import_id == self.made.id, LigneImport.issue.in_(self.issues)

    def waiting(self, after: int) -> list[LigneImport]:
        query = select(LigneImport).where(*self._asked(), LigneImport.numero > after, LigneImport.fait_le.is_(None))
        return list(db.session.scalars(query.order_by(LigneImport.numero).limit(BATCH)))

    def count(self) -> int:
        done = select(func.count()).where(LigneImport.import_id == self.made.id, LigneImport.fait_le.is_not(None))
        return db.session.scalar(done)

    def do_batch(self, rows: list[LigneImport]) -> None:
        """All together; only when one is refused does each get its own savepoint."""
        read = [self.lecture.read(row.cellules)[0] for row in rows]
        known = [one.fiche_id if one else None for one in find(self.made, read)]
        jobs = list(zip(rows, read, known, strict=True))
        present = self.load({row.fiche_id for row in rows} | set(known))
        try:
            with db.session.begin_nested():
                for job in jobs:
                    self.do(*job, present)
                self.number(rows)
        except RegleMetier:
            self.fresh.clear()
            for job in jobs:
                self.try_to_do(*job, present)
        now = clock.now()
        for row in rows:
            row.fait_le = now

    def load(self, ids: set[int | None]) -> dict[int, Fiche]:
        modele = self.importable.modele
        query = select(modele).where(modele.id.in_(ids - {None}), modele.supprime_le.is_(None))
        return {fiche.id: fiche for fiche in db.session.scalars(query)}

    def try_to_do(self, row: LigneImport, values: dict, known: int | None, present: dict[int, Fiche]) -> None:
        try:
            with db.session.begin_nested():
                self.do(row, values, known, present)
                self.number([row])
        except RegleMetier as refused:
            self.fresh.clear()
            row.issue, row.raison = "erreur", refused.message

    def do(self, row: LigneImport, values: dict, known: int | None, present: dict[int, Fiche]) -> None:
        """One row, told again from what exists now."""
        target = row.fiche_id or (known if row.issue == "creation" else None) or self.twin(row)
        if row.issue in ("modification", "suppression"):
            self.change(row, values, present)
        elif target is None or self.made.doublons == "creer":
            row.issue, self.fresh[row.numero] = "creation", self.importable.creer(values, self.passage)
        elif self.made.doublons == "modifier":
            row.fiche_id, row.issue = target, "modification"
            self.change(row, values, present)
        else:
            row.issue, row.raison = "doublon", "Une fiche semblable a été créée depuis l’aperçu"

    def change(self, row: LigneImport, values: dict, present: dict[int, Fiche]) -> None:
        fiche = present.get(row.fiche_id) or db.session.get(self.importable.modele, row.fiche_id)
        if fiche is None or fiche.is_in_trash:
            raise RegleMetier("Cette fiche a été supprimée depuis l’aperçu.")
        if row.issue == "suppression":
            fiche.trash(clock.now())
        else:
            self.importable.modifier(fiche, values, self.passage)

    def number(self, rows: list[LigneImport]) -> None:
        """Write the records that were made, together, and say on each row which one it is."""
        db.session.flush()
        for row in rows:
            row.fiche_id = self.fresh[row.numero].id if row.numero in self.fresh else row.fiche_id
        self.fresh.clear()

    def twin(self, row: LigneImport) -> int | None:
        """The record the row above made, when this one looks like it."""
        if row.jumelle is None:
            return None
        if row.jumelle in self.fresh:
            db.session.flush()
            return self.fresh[row.jumelle].id
        above = select(LigneImport.fiche_id)
        return db.session.scalar(above.where(LigneImport.import_id == self.made.id, LigneImport.numero == row.jumelle))
