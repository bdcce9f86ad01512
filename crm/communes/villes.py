"""« Import de villes »: the towns of a country, from a file of Geonames, by a worker (D-030…D-032).

What is there already stays as it is, so that an import begun again, or made twice, makes no double.
"""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from crm import clock
from crm.communes import geonames
from crm.communes.commune import ALIVE, Commune
from crm.communes.ecriture import search_key
from crm.communes.referentiel import known_places
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.formats import pluriel, taille
from crm.imports.imports import GARDE, Import
from crm.pays import pays
from tenants import Refused, Travail, db, later, storage
from tenants.geonames import fetch
from tenants.jobs import checkpoint, progress
from tenants.webcall import CallUnreachable

OBJET = "villes"
TYPES = {"automatique": "Automatique", "manuel": "Manuel"}
LARGEST = 20_000_000
BATCH = 2000


class ImportVilles:
    """The verbs of an `Import` of towns; its `entetes` hold the country asked for."""

    @classmethod
    def download_later(cls, code: str, par: Membre, now: datetime) -> Import:
        """Ask for the file of a country at the address of the instance."""
        if code not in pays():
            raise RegleMetier("Choisissez un pays dans la liste.", "pays")
        return cls._ask("automatique", f"{code}.zip", par, now, [code])

    @classmethod
    def receive(cls, nom: str, path: Path, par: Membre, now: datetime) -> Import:
        """Keep a file that somebody gives. Raises RegleMetier when it is not one of Geonames."""
        nom, size = geonames.safe_name(nom), path.stat().st_size
        if size > LARGEST:
            raise RegleMetier(f"« {nom} » dépasse {taille(LARGEST)}.", "fichier")
        try:
            geonames.check(path)
        except RegleMetier as refused:
            raise RegleMetier(refused.message, "fichier") from None
        return cls._ask("manuel", nom, par, now, [], sha256=storage.put_file(path), taille=size)

    @classmethod
    def _ask(cls, mode: str, nom: str, par: Membre, now: datetime, asked: list, **kept) -> Import:
        made = Import(
            objet=OBJET, mode=mode, nom=nom, depose_le=now, par=par, entetes=asked, rang_entetes=0, exemples=[],
            colonnes=[], lance_le=now, **({"taille": 0} | kept),
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        made.travail_id = later(cls.run_now, titre=f"Import de villes : {nom}", par_id=par.id, numero=made.id).id
        return made

    @classmethod
    def run_now(cls, numero: int) -> dict:
        made = db.session.get(Import, numero)
        if made.sha256 is None:
            cls._download(made)
        with made.opened() as path:
            total, read = geonames.check(path), 0
            progress(0, total)
            towns = geonames.towns(path)
            while rows := list(islice(towns, BATCH)):
                _write(rows, made)
                read += len(rows)
                progress(read)
                checkpoint()
        made.fini_le = made.fini_le or clock.now()
        created = db.session.scalar(select(func.count()).where(Commune.import_id == numero))
        known = pluriel(total - created, "déjà connue", "déjà connues")
        return {"phrase": f"{pluriel(created, 'commune ajoutée', 'communes ajoutées')}, {known}."}

    @classmethod
    def _download(cls, made: Import) -> None:
        """Read again and kept: a job that is taken over does not ask twice."""
        try:
            content = fetch(made.entetes[0])
        except CallUnreachable as refused:
            raise RegleMetier(
                f"{refused.message} Réessayez plus tard, ou choisissez le type « Manuel » et déposez le fichier."
            ) from None
        except Refused as refused:
            raise RegleMetier(refused.message) from None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "fichier"
            path.write_bytes(content)
            geonames.check(path)
            made.sha256, made.taille = storage.put_file(path), len(content)
        checkpoint()

    @classmethod
    def revert_later(cls, made: Import, now: datetime) -> Travail:
        """Undo the whole of it. Raises RegleMetier when it is not done, or undone already."""
        db.session.refresh(made, with_for_update=True)
        if made.fini_le is None or made.annule_le is not None or made.travail.is_running:
            raise RegleMetier("Cet import n’est pas terminé, ou il est déjà annulé.")
        if now > made.fini_le + GARDE:
            raise RegleMetier("Un import s’annule pendant 30 jours ; celui-ci est plus ancien.")
        titre = f"Annulation de l’import {made.nom}"
        travail = later(cls.revert_now, titre=titre, par_id=made.par_id, numero=made.id)
        made.travail_id = travail.id
        return travail

    @classmethod
    def revert_now(cls, numero: int) -> dict:
        """What it added goes to the trash, but what somebody has changed since."""
        made, now = db.session.get(Import, numero), clock.now()
        gone = update(Commune).where(Commune.import_id == numero, Commune.version == 1, Commune.supprime_le.is_(None))
        count = db.session.execute(gone.values(supprime_le=now), execution_options={"synchronize_session": False})
        made.annule_le = made.annule_le or now
        return {"phrase": f"{pluriel(count.rowcount, 'commune mise', 'communes mises')} à la corbeille."}


def _write(rows: list[geonames.Ville], made: Import) -> None:
    """Those that neither the reference nor the company knows."""
    known = known_places({row.code_postal for row in rows if row.pays == "FR"})
    fresh = list(_new(rows, known))
    values = [
        {"nom": row.nom, "code_postal": row.code_postal, "pays": row.pays, "departement": row.departement,
         "region": row.region, "source": "villes", "import_id": made.id}
        for row in fresh
    ]  # fmt: skip
    if values:
        unique = {"index_elements": ["pays", "code_postal", "tri_nom"], "index_where": ALIVE}
        db.session.execute(insert(Commune).values(values).on_conflict_do_nothing(**unique))


def _new(rows: list[geonames.Ville], known: set[tuple[str, str]]) -> Iterator[geonames.Ville]:
    return (row for row in rows if row.pays != "FR" or (row.code_postal, search_key(row.nom)) not in known)
