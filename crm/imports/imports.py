"""An import: a file somebody gave, what its columns mean, and what became of each of its rows."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Self

from sqlalchemy import ForeignKey, Index, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from crm import clock
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.formats import taille
from crm.imports import lecture
from crm.imports.correspondance import ensure_complete, propose, strict
from crm.imports.declaration import IMPORTABLES, Champ, Importable
from crm.imports.lignes import LigneImport, forget_rows
from crm.imports.questions import questions_of
from crm.parametres import Parametres
from tenants import Base, Travail, db, later, storage

GARDE = timedelta(days=30)
DOUBLONS = {
    "ignorer": "Les laisser de côté",
    "modifier": "Mettre à jour la fiche qui existe",
    "creer": "Créer quand même",
}
ISSUES = {
    "creation": ("Création", "vert"),
    "modification": ("Mise à jour", "bleu"),
    "suppression": ("Mise à la corbeille", "orange"),
    "doublon": ("Doublon", "ambre"),
    "erreur": ("Erreur", "rouge"),
}
"""What a row will be: its words and its tone."""


class Import(Base):
    """`mode` is « import » or « suppression ». Each date is a fact: examined, launched, done, undone."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_objet", "objet", text("id DESC")),)

    objet: Mapped[str]
    mode: Mapped[str]
    nom: Mapped[str]
    taille: Mapped[int]
    sha256: Mapped[str | None]
    depose_le: Mapped[datetime]
    par_id: Mapped[int] = mapped_column(ForeignKey("membres.id"))
    rang_entetes: Mapped[int]
    entetes: Mapped[list] = mapped_column(JSONB)
    exemples: Mapped[list] = mapped_column(JSONB)
    colonnes: Mapped[list] = mapped_column(JSONB)
    strict: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    doublons: Mapped[str] = mapped_column(server_default=text("'ignorer'"), default="ignorer")
    travail_id: Mapped[int | None]
    examine_le: Mapped[datetime | None]
    lance_le: Mapped[datetime | None]
    fini_le: Mapped[datetime | None]
    annule_le: Mapped[datetime | None]
    lot: Mapped[uuid.UUID] = mapped_column(UUID, server_default=text("gen_random_uuid()"), default=uuid.uuid4)

    par: Mapped[Membre] = relationship()

    @classmethod
    def receive(cls, objet: Importable, mode: str, nom: str, path: Path, par: Membre, now: datetime) -> Self:
        """Keep a file and propose what its columns mean. Raises RegleMetier when it cannot be read."""
        nom = "".join(char for char in PurePath(nom.replace("\\", "/")).name if char.isprintable())[:150] or "fichier"
        size = path.stat().st_size
        if size > lecture.LARGEST:
            raise RegleMetier(f"« {nom} » dépasse {taille(lecture.LARGEST)} : partagez-le en plusieurs fichiers.")
        tete = lecture.read_head(path)
        made = cls(objet=objet.cle, mode=mode, nom=nom, taille=size, depose_le=now, par=par)
        made.rang_entetes, made.entetes, made.exemples = tete.rang, tete.entetes, tete.exemples
        made.sha256 = storage.put_file(path)
        made.colonnes = propose(tete.entetes, made.champs, made._learnt())
        db.session.add(made)
        db.session.flush()
        return made

    @property
    def importable(self) -> Importable:
        return IMPORTABLES[self.objet]

    @property
    def champs(self) -> tuple[Champ, ...]:
        """The fields its columns may fill."""
        noun = self.importable
        if self.mode != "import":
            return noun.designe
        eteints = Parametres.current().eteints
        return (*(champ for champ in noun.fixes if champ.module not in eteints), *questions_of(noun.modele))

    @property
    def exige(self) -> tuple[str, ...]:
        """The fields of which a row needs one, unless its record is known already."""
        return self.importable.un_de if self.mode == "import" else (self.importable.code.cle,)

    def _learnt(self) -> dict[str, str | None]:
        """What each heading meant in the last imports that were launched."""
        query = select(Import.entetes, Import.colonnes).where(Import.objet == self.objet, Import.mode == self.mode)
        rows = db.session.execute(query.where(Import.lance_le.is_not(None)).order_by(Import.id.desc()).limit(20))
        return {entete: cle for row in reversed(rows.all()) for entete, cle in zip(*row, strict=True)}

    def match(self, colonnes: list[str | None], *, is_strict: bool) -> Travail:
        """Say what each column fills, and ask that the rows be examined. Raises RegleMetier."""
        self.ensure_not_launched()
        champs = self.champs
        cles = {champ.cle for champ in champs}
        self.strict = is_strict
        chosen = [cle if cle in cles else None for cle in colonnes[: len(self.entetes)]]
        self.colonnes = strict(self.entetes, champs) if is_strict else chosen
        if len(self.colonnes) != len(self.entetes):
            raise RegleMetier("Les colonnes ne sont plus celles du fichier : rechargez la page.")
        ensure_complete(self.colonnes, champs, [*self.exige, *self.importable.suffisent])
        return self.examine_later()

    def ensure_not_launched(self) -> None:
        if self.lance_le is not None:
            raise RegleMetier("Cet import est déjà lancé : déposez le fichier à nouveau pour recommencer.")
        if self.sha256 is None:
            raise RegleMetier("Ce fichier est effacé : déposez-le à nouveau.")

    def examine_later(self) -> Travail:
        self.examine_le = None
        return self._ask(self.examine_now, f"Lecture de {self.nom}")

    def examine_now(self) -> dict:
        from crm.imports.examen import examine

        return examine(self)

    def launch(self, doublons: str, now: datetime) -> Travail:
        """Do it, by a worker, once. Raises RegleMetier when there is nothing to do."""
        db.session.refresh(self, with_for_update=True)
        self.ensure_not_launched()
        if self.examine_le is None:
            raise RegleMetier("Les lignes sont encore en cours de lecture : attendez l’aperçu.")
        if doublons not in DOUBLONS:
            raise RegleMetier("Choisissez dans la liste ce que deviennent les doublons.", "doublons")
        self.doublons = doublons
        if not self.planned:
            raise RegleMetier("Aucune ligne n’est à traiter : corrigez le fichier, ou choisissez pour les doublons.")
        self.lance_le = now
        verb = "Import" if self.mode == "import" else "Suppression"
        return self._ask(self.run_now, f"{verb} : {self.nom}", total=self.planned)

    def run_now(self) -> dict:
        from crm.imports.execution import run

        return run(self)

    def revert_later(self, now: datetime) -> Travail:
        """Undo the whole of it, by a worker. Raises RegleMetier when it is not done, or undone already."""
        db.session.refresh(self, with_for_update=True)
        if self.fini_le is None or self.annule_le is not None or self.travail.is_running:
            raise RegleMetier("Cet import n’est pas terminé, ou il est déjà annulé.")
        if now > self.fini_le + GARDE:
            raise RegleMetier("Un import s’annule pendant 30 jours ; celui-ci est plus ancien.")
        return self._ask(self.revert_now, f"Annulation de l’import {self.nom}")

    def revert_now(self) -> dict:
        from crm.imports.annulation import revert

        return revert(self)

    @property
    def can_be_reverted(self) -> bool:
        return self.fini_le is not None and self.annule_le is None and clock.now() <= self.fini_le + GARDE

    def _ask(self, method, titre: str, total: int | None = None) -> Travail:
        travail = later(method, titre=titre, par_id=self.par_id, total=total)
        self.travail_id = travail.id
        return travail

    @property
    def travail(self) -> Travail | None:
        """Its latest job."""
        return db.session.get(Travail, self.travail_id) if self.travail_id else None

    @contextmanager
    def opened(self) -> Iterator[Path]:
        """Its file, on this machine for a while."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "fichier"
            with path.open("wb") as copy:
                for piece in storage.stream(self.sha256):
                    copy.write(piece)
            yield path

    @property
    def comptes(self) -> dict[str, int]:
        """How many rows of each issue."""
        query = select(LigneImport.issue, func.count()).where(LigneImport.import_id == self.id)
        found = dict(db.session.execute(query.group_by(LigneImport.issue)).all())
        return {issue: found[issue] for issue in ISSUES if found.get(issue)}

    @property
    def planned(self) -> int:
        """How many rows are to be done."""
        left_aside = {"erreur"} | ({"doublon"} if self.doublons == "ignorer" else set())
        return sum(count for issue, count in self.comptes.items() if issue not in left_aside)

    @classmethod
    def latest(cls, objet: str, limit: int = 20) -> list[Self]:
        query = select(cls).where(cls.objet == objet).options(joinedload(cls.par))
        return list(db.session.scalars(query.order_by(cls.id.desc()).limit(limit)))


def erase_old(now: datetime) -> int:
    """After 30 days the file and its rows go; what was imported stays, and how many. Returns how many files."""
    from crm.fichiers import Effacement

    old = select(Import).where(Import.sha256.is_not(None), Import.depose_le <= now - GARDE)
    gone = list(db.session.scalars(old))
    for made in gone:
        forget_rows(made)
        Effacement.erase_later([made.sha256])
    db.session.execute(update(Import).where(Import.id.in_([made.id for made in gone])).values(sha256=None))
    return len(gone)
