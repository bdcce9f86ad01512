"""The chains of a company, all at once: documents, règlements, imputations, clôtures, events (CAI-06)."""

from sqlalchemy import select

from crm.conformite.clotures import Cloture
from crm.evenements import Evenement
from crm.factures import Document
from crm.imputations import Imputation
from crm.reglements import Reglement
from crm.scellement import Chaine
from tenants import db

CHAINES = (Document, Reglement, Imputation, Cloture, Evenement)


def check() -> list[tuple[str, int, str | None]]:
    """For each chain: its journal, how many links it has, and what is wrong with the first that does not hold."""
    lengths = dict(db.session.execute(select(Chaine.journal, Chaine.rang)).all())
    return [(one.chaine, lengths.get(one.chaine, 0), _problem(one.verify_chain())) for one in CHAINES]


def _problem(rupture) -> str | None:
    return f"maillon {rupture.rang}, {rupture.libelle or 'dernier'} : {rupture.raison}" if rupture else None
