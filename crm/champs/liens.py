"""What a field may point at: a tiers, a member of the team. By number, else by a name that only one bears."""

from collections.abc import Iterable

from sqlalchemy import func, select

from crm import journal
from tenants import db
from tenants.ids import read_id

TABLES = {"tiers": "tiers", "membre": "membres"}


def find(sorte: str, texte: str) -> int | None:
    """The number of the record these words name; None when none, or several, are found."""
    modele = journal.model_of(TABLES[sorte])
    alive = select(modele.id).where(modele.supprime_le.is_(None))
    if number := read_id(texte):
        return db.session.scalar(alive.where(modele.id == number))
    named = func.lower(func.trim(func.concat(modele.prenom, " ", modele.nom)))
    words = " ".join(texte.split()).lower()
    found = db.session.scalars(alive.where((named == words) | (func.lower(modele.email) == words)).limit(2)).all()
    return found[0] if len(found) == 1 else None


def names(sorte: str, ids: Iterable[int]) -> dict[int, str]:
    """The names of these records, in one statement; those that are gone for good are not there."""
    modele = journal.model_of(TABLES[sorte])
    wanted = {one for one in ids if one is not None}
    found = db.session.scalars(select(modele).where(modele.id.in_(wanted))) if wanted else ()
    return {fiche.id: fiche.libelle for fiche in found}
