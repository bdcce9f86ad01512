"""Two workers at once deposit once, read once, and receive once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import func, select

from crm import plateforme
from crm.clock import PARIS
from crm.depenses import Reception
from crm.plateforme import Releve, StatutFacture, Transmission
from tenants import Travail, current_schema, db, jobs
from tests.depenses.fournisseur import xml
from tests.fabrique import MIDI, make_facture, make_reglement, moi

MATIN = datetime(2026, 11, 21, 9, 0, tzinfo=PARIS)


@pytest.fixture
def at_once(app):
    """Each of these jobs by a worker of its own, all at the same moment."""

    def perform(schema: str, ids: list[int]) -> None:
        def one(id: int) -> None:
            with app.app_context():
                jobs.perform(schema, id)

        with ThreadPoolExecutor(len(ids)) as workers:
            list(workers.map(one, ids))

    return perform


def last_jobs(methode: str, count: int) -> tuple[str, list[int]]:
    query = select(Travail.id).where(Travail.methode == methode).order_by(Travail.id.desc()).limit(count)
    return current_schema(), list(db.session.scalars(query))


def test_one_deposit_and_one_receipt(pa, lumen, work, at_once):
    pa.lenteur = 0.1
    with lumen():
        facture = make_facture(issued=True)
        plateforme.transmit(facture, moi(), MIDI)
        facture_id, (schema, ids) = facture.id, last_jobs("deposit_now", 1)
    before, said = len(pa.depots), len(pa.messages)
    at_once(schema, ids * 3)
    with lumen():
        transmission = db.session.scalar(select(Transmission).where(Transmission.facture_id == facture_id))
        assert transmission.flux_id and len(pa.depots) == before + 1
        make_reglement(transmission.document)
        schema, ids = last_jobs("send_now", 1)
    at_once(schema, ids * 3)
    assert len(pa.messages) == said + 1
    pa.behave()
    work()
    assert (len(pa.depots), len(pa.messages)) == (before + 1, said + 1)


def test_one_reading_of_what_is_new(pa, lumen, work, at_once):
    with lumen():
        facture = make_facture(issued=True)
        plateforme.transmit(facture, moi(), MIDI)
        facture_id, numero = facture.id, facture.numero
    work()
    for code in ("200", "203", "204"):
        pa.say(numero, code, MATIN)
    info = {"flowType": "SupplierInvoice", "flowSyntax": "CII", "name": "DEUX.xml", "trackingId": None}
    pa.keep(info, xml(numero="DEUX"), "In")
    pa.lenteur = 0.05
    with lumen():
        for _ in range(3):
            Releve.read_later(moi())
        schema, ids = last_jobs("read_now", 3)
    at_once(schema, ids)
    with lumen():
        assert [db.session.get(Travail, id).raison for id in ids] == [None] * 3
        mine = select(func.count(StatutFacture.id)).join(Transmission).where(Transmission.facture_id == facture_id)
        assert db.session.scalar(mine) == 3
        assert db.session.scalar(select(func.count(Reception.id)).where(Reception.nom == "DEUX.xml")) == 1
