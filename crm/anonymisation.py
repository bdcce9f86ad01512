"""Contacts marked to be anonymised lose all that tells who they are, once the delay of the company has passed.

What the law keeps stays as it was issued: documents, and the messages that bore them.
"""

from datetime import datetime

from sqlalchemy import and_, or_, select, update

from crm import clock, journal
from crm.clock import PARIS
from crm.corbeille import purge_worn, worn_by
from crm.journal import Entree
from crm.listes import palette
from crm.notifications import forget
from crm.opportunites.regles import rename
from crm.parametres import Parametres
from crm.pistes import Piste
from crm.tiers import Contact, Rattachement
from crm.tiers.anonymisable import ANONYME, EFFACES
from tenants import db


def anonymise_later(contact: Contact, now: datetime) -> None:
    """Mark it: nobody finds it any more. Raises RegleMetier when it is in the trash."""
    contact.mark_to_anonymise(now, Parametres.current().delai_anonymisation)
    palette.forget(Contact.__tablename__, [contact.id])


def anonymise_due() -> None:
    anonymise(clock.now())


def anonymise(now: datetime) -> int:
    """Erase whoever is due; a day that was missed is caught up. Returns how many contacts."""
    due = select(Contact).where(Contact.anonymiser_le <= now.astimezone(PARIS).date(), Contact.anonymise_le.is_(None))
    contacts = list(db.session.scalars(due.order_by(Contact.id)))
    for contact in contacts:
        _erase(contact, now)
    return len(contacts)


def comes_from(contact: Contact) -> Piste | None:
    """The prospect it was, which is a record of its own and says who it is too."""
    return db.session.scalar(select(Piste).where(Piste.contact_id == contact.id, Piste.supprime_le.is_(None)).limit(1))


def _erase(contact: Contact, now: datetime) -> None:
    """With those merged into it, who are the same person."""
    ids = contact.tous_ids
    _erase_journal(ids, now)
    purge_worn(Contact, ids)
    gone = EFFACES | {"anonymise_le": now, "anonymiser_le": contact.anonymiser_le, "version": Contact.version + 1}
    db.session.execute(update(Contact).where(Contact.id.in_(ids)).values(gone))
    db.session.execute(update(Rattachement).where(Rattachement.contact_id.in_(ids)).values(role=None))
    forget(Contact.__tablename__, ids)
    palette.forget(Contact.__tablename__, ids)
    for one in ids:
        rename(db.session.get_one(Contact, one))
    journal.record(contact, "anonymisation")


def _erase_journal(ids: list[int], now: datetime) -> None:
    """The journal keeps that something was done, when and by whom; not what it said."""
    links = select(Rattachement.id).where(Rattachement.contact_id.in_(ids))
    about = [("contacts", ids), ("rattachements", links), *worn_by(Contact, ids)]
    where = or_(*(and_(Entree.sujet_type == table, Entree.sujet_id.in_(numbers)) for table, numbers in about))
    erased = {"efface_le": now, "libelle": ANONYME, "avant": {}, "apres": {}}
    db.session.execute(update(Entree).where(where, Entree.efface_le.is_(None)).values(erased))
