"""The end of the trash: after 30 days a record disappears, unless something that is kept refers to it."""

from datetime import datetime

from sqlalchemy import Table, delete, exists, select

from crm import clock, imports
from crm.actions import Action
from crm.fiches import GARDE, Fiche
from crm.fichiers import Effacement
from crm.listes.selections import Selectionnee
from crm.profils import Profil
from crm.sujets import Etiquetage, Note, Piece
from crm.tiers import Adresse, Contact, Rattachement, Tiers
from tenants import Base, db

APPARTENANCES = {Tiers: (Adresse.tiers_id, Rattachement.tiers_id), Contact: (Rattachement.contact_id,)}
"""What disappears with a record instead of holding it back."""
AT_ONCE = 500


def purge_due() -> None:
    purge(clock.now())
    imports.erase_old(clock.now())


def purge(now: datetime) -> int:
    """Destroy what has been in the trash for 30 days, then the files it alone named. Returns how many records.

    Issued documents, sent devis and all that a kept row refers to stay: the foreign keys tell.
    """
    return sum(_purge(modele, now) for modele in _perishable())


def _perishable() -> list[type[Fiche]]:
    """Who refers to others comes first, so that a client can go with their draft."""
    by_table = {
        mapper.local_table: mapper.base_mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Fiche) and mapper.class_.perissable
    }
    return [by_table[table] for table in reversed(Base.metadata.sorted_tables) if table in by_table]


def _purge(modele: type[Fiche], now: datetime) -> int:
    due = select(modele).where(modele.supprime_le <= now - GARDE, *modele.purgeable(), *_unreferenced(modele))
    fiches = db.session.scalars(due.order_by(modele.supprime_le).limit(AT_ONCE)).unique().all()
    ids = [fiche.id for fiche in fiches]
    if ids:
        _purge_belongings(modele, ids)
    for fiche in fiches:
        db.session.delete(fiche)
    db.session.flush()
    Effacement.erase_later(fiche.sha256 for fiche in fiches if isinstance(fiche, Piece))
    Effacement.erase_later(fiche.logo for fiche in fiches if isinstance(fiche, Profil) and fiche.logo)
    return len(ids)


def _unreferenced(modele: type[Fiche]) -> list:
    """No row refers to it, but those that go with it."""
    table = modele.__table__
    owned = {column.property.columns[0] for column in APPARTENANCES.get(modele, ())}
    return [~exists().where(column == table.c.id) for column in _references(table) if column not in owned]


def _references(table: Table) -> list:
    references = []
    for other in Base.metadata.sorted_tables:
        other = other.alias() if other is table else other
        for column in other.c:
            references += [column for key in column.foreign_keys if key.column.table is table and not key.ondelete]
    return references


def _purge_belongings(modele: type[Fiche], ids: list[int]) -> None:
    for column in APPARTENANCES.get(modele, ()):
        db.session.execute(delete(column.class_).where(column.in_(ids)))
    purge_worn(modele, ids)


def purge_worn(modele: type[Fiche], ids: list[int]) -> None:
    """Destroy what these records bear: what was planned and said about them, their labels and their files."""
    for borne in (Action, Note, Etiquetage, Selectionnee):
        db.session.execute(delete(borne).where(*_worn(borne, modele, ids)))
    pieces = delete(Piece).where(*_worn(Piece, modele, ids)).returning(Piece.sha256)
    Effacement.erase_later(db.session.scalars(pieces).all())


def worn_by(modele: type[Fiche], ids: list[int]) -> list[tuple]:
    """Of these records, what the journal tells of: each table, and the numbers of its rows."""
    return [(one.__tablename__, select(one.id).where(*_worn(one, modele, ids))) for one in (Action, Note, Piece)]


def _worn(borne: type[Action | Note | Piece | Etiquetage | Selectionnee], modele: type[Fiche], ids: list[int]) -> tuple:
    return borne.sujet_type == modele.__tablename__, borne.sujet_id.in_(ids)
