"""Two people at the same moment: one is served, the other is told."""

import threading

import pytest

from crm.errors import RegleMetier
from crm.factures import Facture
from crm.reglements import Reglement
from crm.tiers import Tiers
from tenants import db
from tests.bouncer import BOTH_WAYS
from tests.casting import inside
from tests.fabrique import MIDI, D, make_avoir, make_facture, moi

pytestmark = BOTH_WAYS

JOUR = MIDI.date()


def together(app, *gestes) -> list[str]:
    """Do these gestures at once, each in its own transaction; what each one was told."""
    told, start = [], threading.Barrier(len(gestes))

    def run(geste):
        try:
            with inside(app, "atelier-lumen"):
                moi()
                start.wait(timeout=60)
                geste()
                db.session.flush()
            told.append("fait")
        except RegleMetier as error:
            told.append(error.message)

    threads = [threading.Thread(target=run, args=(geste,)) for geste in gestes]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return told


@pytest.fixture
def facture_id(lumen):
    with lumen():
        return make_facture(issued=True).id


def pay(facture_id, montant="1200", jeton=None):
    facture = db.session.get(Facture, facture_id)
    tiers = db.session.get(Tiers, facture.tiers_id)
    return Reglement.receive(
        tiers, D(montant), JOUR, "virement", moi(), MIDI, imputer={facture_id: D(montant)}, jeton=jeton
    )


def test_a_facture_is_not_paid_twice(app, lumen, facture_id):
    told = together(app, *[lambda: pay(facture_id)] * 4)
    assert told.count("fait") == 1 and sum("Il reste 0,00" in text for text in told) == 3
    with lumen():
        assert db.session.get(Facture, facture_id).reste == 0


def test_a_form_sent_four_times_at_once_is_one_reglement(app, lumen, facture_id):
    assert together(app, *[lambda: pay(facture_id, "100", "jeton-9")] * 4) == ["fait"] * 4
    with lumen():
        assert db.session.get(Facture, facture_id).reste == D("1100.00")


def test_a_draft_is_issued_once(app, lumen):
    with lumen():
        number = make_facture().id
    told = together(app, *[lambda: db.session.get(Facture, number).issue(JOUR, MIDI, moi())] * 4)
    assert told.count("fait") == 1 and sum("créez un avoir" in text for text in told) == 3


def test_a_facture_is_not_credited_twice(app, lumen, facture_id):
    told = together(app, *[lambda: make_avoir(db.session.get(Facture, facture_id), "annulation")] * 3)
    assert told.count("fait") == 1, told
    with lumen():
        facture = db.session.get(Facture, facture_id)
        assert facture.suivi.credite == facture.total_ttc and facture.etat(JOUR).code == "annulee"
        assert Facture.verify_chain() is None and Reglement.verify_chain() is None
