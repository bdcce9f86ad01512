"""The undoing of a whole import: what somebody changed since stays as it is, and is named."""

import uuid
from itertools import groupby

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import aliased

from crm import clock, journal
from crm.corbeille import APPARTENANCES
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.formats import nombre, pluriel
from crm.imports.examen import batches
from crm.imports.imports import Import
from crm.journal import Entree
from tenants import db
from tenants.jobs import checkpoint, progress

BATCH = 200
NAMED = 20

Sujet = tuple[str, int]
"""The table and the number of a record."""


def revert(made: Import) -> dict:
    """Put back what the import changed, but the records changed since. May be called again after a halt."""
    undoing = Annulation(made)
    sujets = undoing.sujets()
    for rank, batch in enumerate(batches(sujets, BATCH), 1):
        undoing.put_back(batch)
        progress(rank * BATCH, len(sujets))
        checkpoint()
    made.annule_le = made.annule_le or clock.now()
    return {"phrase": undoing.say()}


class Annulation:
    def __init__(self, made: Import):
        self.made, self.lot = made, uuid.uuid5(made.lot, "annulation")
        journal.sign(made.par_id, made.par.libelle)
        db.session.info["lot"] = self.lot
        tables = {made.importable.modele, *APPARTENANCES}
        tables |= {column.class_ for columns in APPARTENANCES.values() for column in columns}
        self.tables = [modele.__tablename__ for modele in tables]
        self.created = self._sujets_where(Entree.action == "creation")
        self.kept = self._touched_since()

    def _sujets_where(self, *where) -> set[Sujet]:
        query = select(Entree.sujet_type, Entree.sujet_id).where(Entree.lot == self.made.lot, *where)
        return {tuple(row) for row in db.session.execute(query.distinct())}

    def sujets(self) -> list[Sujet]:
        """What is to be put back: labels stay, for others may bear them, and so does what goes with its owner."""
        return sorted(
            sujet for sujet in self._sujets_where(Entree.sujet_type.in_(self.tables)) if sujet not in self.kept
        )

    def _touched_since(self) -> dict[Sujet, str]:
        """What another gesture changed after the import, and what holds to it: sujet → name."""
        after, same = aliased(Entree), (Entree.sujet_type, Entree.sujet_id)
        query = select(*same, func.max(Entree.libelle)).join(
            after,
            (after.sujet_type == Entree.sujet_type) & (after.sujet_id == Entree.sujet_id) & (after.id > Entree.id),
        )
        query = query.where(Entree.lot == self.made.lot, after.lot.not_in([self.made.lot, self.lot]))
        kept = {(table, number): name for table, number, name in db.session.execute(query.group_by(*same))}
        waiting = list(kept)
        while waiting:
            for near in self._neighbours(waiting.pop()):
                sujet = near.__tablename__, near.id
                if sujet not in kept and self._sujets_where(Entree.sujet_type == sujet[0], Entree.sujet_id == sujet[1]):
                    kept[sujet] = near.libelle
                    waiting.append(sujet)
        return kept

    def _neighbours(self, sujet: Sujet) -> list[Fiche]:
        fiche = db.session.get(journal.model_of(sujet[0]), sujet[1])
        if fiche is None:
            return []
        held = [
            one
            for column in APPARTENANCES.get(type(fiche), ())
            for one in db.session.scalars(select(column.class_).where(column == fiche.id))
        ]
        return held + [db.session.get(owner, number) for owner, number in owners(fiche)]

    def put_back(self, sujets: list[Sujet]) -> None:
        key = tuple_(Entree.sujet_type, Entree.sujet_id)
        query = select(Entree).where(Entree.lot == self.made.lot, key.in_(sujets))
        done = select(Entree.sujet_type, Entree.sujet_id).where(Entree.lot == self.lot, key.in_(sujets))
        already = {tuple(row) for row in db.session.execute(done)}
        entries = db.session.scalars(query.order_by(Entree.sujet_type, Entree.sujet_id, Entree.id.desc()))
        for sujet, changes in groupby(entries, key=lambda entry: (entry.sujet_type, entry.sujet_id)):
            if sujet not in already:
                self._put_back_one(sujet, list(changes))

    def _put_back_one(self, sujet: Sujet, changes: list[Entree]) -> None:
        fiche = db.session.get(journal.model_of(sujet[0]), sujet[1])
        try:
            with db.session.begin_nested():
                if sujet in self.created:
                    self._trash(fiche)
                else:
                    for entry in changes:
                        journal.undo_entry(entry)
        except RegleMetier:
            self.kept[sujet] = changes[0].libelle

    def _trash(self, fiche: Fiche | None) -> None:
        """Unless it goes with its owner."""
        if fiche and not any((owner.__tablename__, number) in self.created for owner, number in owners(fiche)):
            fiche.trash(clock.now())

    def say(self) -> str:
        table = self.made.importable.modele.__tablename__
        names = sorted(name for (kind, _), name in self.kept.items() if kind == table)
        if not names:
            return "L’import est annulé."
        stay = pluriel(len(names), "fiche modifiée depuis reste", "fiches modifiées depuis restent")
        more = f" et {nombre(len(names) - NAMED)} autres" if len(names) > NAMED else ""
        return f"L’import est annulé ; {stay} : {', '.join(names[:NAMED])}{more}."


def owners(fiche: Fiche) -> list[tuple[type[Fiche], int]]:
    """The records an address or a tie belongs to."""
    columns = [(owner, column) for owner, columns in APPARTENANCES.items() for column in columns]
    return [(owner, getattr(fiche, column.key)) for owner, column in columns if column.class_ is type(fiche)]
