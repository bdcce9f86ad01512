"""What the trade says of jobs: the record each one is about, who asked it, how it ended."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import load_only

from crm import journal
from crm.equipe import Membre
from tenants import Travail, db


def subjects_of(ids: list[int]) -> dict[int, tuple]:
    """For each job about a record: its name, its module and its number (one query per kind of record)."""
    columns = select(Travail.id, Travail.sujet_type, Travail.sujet_id)
    rows = db.session.execute(columns.where(Travail.id.in_(ids), Travail.sujet_type.is_not(None))).all()
    found: dict[int, tuple] = {}
    for table in {row.sujet_type for row in rows}:
        modele = _model(table)
        if modele is None:
            continue
        wanted = {row.sujet_id for row in rows if row.sujet_type == table}
        fiches = {fiche.id: fiche for fiche in db.session.scalars(select(modele).where(modele.id.in_(wanted)))}
        for row in rows:
            if row.sujet_type == table and row.sujet_id in fiches:
                found[row.id] = (fiches[row.sujet_id].libelle, modele.module, row.sujet_id)
    return found


def _model(table: str):
    try:
        return journal.model_of(table)
    except KeyError:
        return None


def askers_of(ids: list[int]) -> dict[int, Membre]:
    query = select(Travail.id, Membre).join(Membre, Membre.id == Travail.par_id).where(Travail.id.in_(ids))
    return {row[0]: row[1] for row in db.session.execute(query.options(load_only(Membre.prenom, Membre.nom)))}


def outcome(travail: Travail) -> str | None:
    """Why it failed or waits, else what it did."""
    return travail.raison or (travail.resultat or {}).get("phrase") or (travail.resultat or {}).get("nom")


def failed(cle: str) -> Travail | None:
    """The job of this key, if it failed."""
    return db.session.scalar(select(Travail).where(Travail.cle == cle, Travail.echoue_le.is_not(None)))


def retry_key(cle: str, now: datetime) -> None:
    """Ask again for the job of this key, if it failed."""
    travail = db.session.scalar(select(Travail).where(Travail.cle == cle))
    if travail:
        travail.retry(now)
