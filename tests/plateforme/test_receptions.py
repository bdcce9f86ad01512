"""Suppliers' invoices come by the platform, and what becomes of them goes back by it (FE-04, FE-32, FE-33)."""

import pytest
from sqlalchemy import select

from crm.depenses import Depense, Reception
from crm.plateforme import Releve, Retour, retours_of
from tenants import db
from tests.depenses.fournisseur import xml
from tests.fabrique import MIDI, moi
from tests.plateforme.test_cdar import wrongs

JOUR = MIDI.date()


@pytest.fixture
def recue(pa, lumen, work):
    """The dépense that an invoice on the platform makes."""

    def receive(numero: str, **values) -> int:
        info = {"flowType": "SupplierInvoice", "flowSyntax": "CII", "name": f"{numero}.xml", "trackingId": None}
        pa.keep(info, values.pop("octets", None) or xml(numero=numero, **values), "In")
        with lumen():
            Releve.read_later(moi())
        work()
        with lumen():
            return db.session.scalar(select(Depense.id).where(Depense.numero == numero))

    return receive


def advance(lumen, work, depense_id: int, code: int, **why) -> None:
    with lumen():
        db.session.get(Depense, depense_id).advance(code, moi(), MIDI, JOUR, **why)
    work()


def test_an_invoice_on_the_platform_becomes_a_depense_once(pa, alice, lumen, work, recue):
    depense_id = recue("PA-1")
    with lumen():
        depense = db.session.get(Depense, depense_id)
        assert depense.nom_fournisseur == "Papeterie du Rhône" and depense.statut == 203 and depense.par is None
        Releve.read_later(moi())
    work()
    with lumen():
        files = db.session.scalars(select(Reception).where(Reception.nom == "PA-1.xml")).all()
        assert len(files) == 1 and files[0].flux_id
    assert "Plateforme agréée" in alice.get("/depenses/reception").text


def test_what_cannot_be_read_is_shown_with_its_reasons(pa, alice, recue):
    assert recue("PA-2", octets=b"<Facture/>") is None
    page = alice.get("/depenses/reception").text
    assert "PA-2.xml" in page and "Refusée" in page


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        ([(204, {}), (205, {}), (211, {"commentaire": "Virement 118"})], ["204", "205", "211"]),
        ([(204, {}), (207, {"motif": "QTE_ERR", "commentaire": "Deux de moins"})], ["204", "207"]),
        ([(210, {"motif": "CMD_ERR", "commentaire": "Jamais commandé"})], ["210"]),
    ],
)
def test_its_statuses_go_back_to_who_sent_it(pa, lumen, work, recue, steps, codes):
    depense_id, before = recue(f"PA-{'-'.join(codes)}"), len(pa.messages)
    for code, why in steps:
        advance(lumen, work, depense_id, code, **why)
    sent = pa.messages[before:]
    assert [code for code, message in zip(codes, sent, strict=True) if f">{code}<".encode() in message] == codes
    assert [wrongs(message) for message in sent] == [[]] * len(codes)
    with lumen():
        said = retours_of(db.session.get(Depense, depense_id)).values()
        assert all(one.flux_id and one.transmis_a for one in said) and len(said) == len(codes)
        Releve.read_later(moi())
    work()
    assert len(pa.messages) == before + len(codes)


def test_an_answer_that_was_lost_is_not_said_twice(pa, lumen, work, recue):
    depense_id, before = recue("PA-9"), len(pa.messages)
    pa.perd = True
    advance(lumen, work, depense_id, 204)
    pa.behave()
    with lumen():
        retour = db.session.scalar(select(Retour).where(Retour.depense_id == depense_id))
        assert retour.flux_id is None
        retour.send_now()
    assert len(pa.messages) == before + 1


def test_what_did_not_come_by_it_says_nothing(pa, alice, lumen, work, recue):
    with lumen():
        reception = Reception.receive("PA-10.xml", xml(numero="PA-10"), moi(), MIDI)
        reception.read(MIDI, JOUR)
        depense_id = reception.depense_id
    before = len(pa.messages)
    advance(lumen, work, depense_id, 204)
    assert len(pa.messages) == before
    assert "reportez-le" in alice.get(f"/depenses/{depense_id}/statuts/205").text


def test_the_card_says_what_was_transmitted(pa, alice, chloe, lumen, work, recue):
    depense_id = recue("PA-11")
    assert "transmis à votre plateforme agréée" in alice.get(f"/depenses/{depense_id}/statuts/204").text
    alice.post(f"/depenses/{depense_id}/statuts/204", {})
    assert "À transmettre à la plateforme" in chloe.get(f"/depenses/{depense_id}").text
    work()
    assert "Transmis à la plateforme le" in chloe.get(f"/depenses/{depense_id}").text
    assert chloe.post(f"/depenses/{depense_id}/statuts/205", {}).status_code == 403
