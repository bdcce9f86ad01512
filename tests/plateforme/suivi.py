"""Where transmitted invoices stand, read anew."""

from sqlalchemy import select

from crm.plateforme import Releve, Transmission
from tenants import db
from tests.fabrique import (
    moi,
)


def transmission_of(facture_id: int) -> Transmission:
    return db.session.scalar(select(Transmission).where(Transmission.facture_id == facture_id))


def read(lumen, work) -> None:
    with lumen():
        Releve.read_later(moi())
    work()


def codes(facture_id: int) -> list[str]:
    return [statut.code for statut in transmission_of(facture_id).statuts]
