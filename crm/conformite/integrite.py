"""The chains of a company, all at once: documents, règlements, imputations, clôtures, events (CAI-06)."""

from collections.abc import Callable, Iterator

from sqlalchemy import select

from crm.conformite.clotures import Cloture
from crm.evenements import Evenement
from crm.factures import Document
from crm.imputations import Imputation
from crm.reglements import Reglement
from crm.scellement import Chaine
from tenants import db

CHAINES = (Document, Reglement, Imputation, Cloture, Evenement)
TITRES = {
    "documents": "Factures et avoirs",
    "reglements": "Règlements",
    "imputations": "Imputations",
    "clotures": "Clôtures",
    "evenements": "Événements",
}


def lengths() -> dict[str, int]:
    """How many links each chain has."""
    known = dict(db.session.execute(select(Chaine.journal, Chaine.rang)).all())
    return {one.chaine: known.get(one.chaine, 0) for one in CHAINES}


def check(report: Callable[[int], None] = lambda links: None) -> Iterator[tuple[str, int, str | None]]:
    """For each chain: its journal, how many links it has, and what is wrong with the first that does not hold.

    `report` is told how many links were read in all, now and then.
    """
    known, done = lengths(), 0
    for one in CHAINES:
        links = known[one.chaine]
        yield one.chaine, links, _problem(one.verify_chain(lambda read, before=done: report(before + read)))
        done += links


def _problem(rupture) -> str | None:
    return f"maillon {rupture.rang}, {rupture.libelle or 'dernier'} : {rupture.raison}" if rupture else None
