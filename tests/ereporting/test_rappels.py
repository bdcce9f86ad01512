"""Deadlines are told before, then when they are missed (FE-05)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm import clock, journal
from crm.ereporting import Declaration, Periode, Rappel, look_what_is_due
from crm.ereporting.periodes import TRANSACTIONS
from crm.notifications import Notification
from tenants import Travail, db
from tests.fabrique import MIDI, identify, ligne, make_facture, make_tiers, moi

VENTES = Periode.around(TRANSACTIONS, "reel_mensuel", MIDI.date())


@pytest.fixture
def today(monkeypatch):
    def on(day: date) -> None:
        monkeypatch.setattr(clock, "today", lambda: day)

    return on


@pytest.fixture
def vente(lumen):
    """Inside Atelier Lumen, that must report a sale of 11 to 20 November; nothing is kept."""
    with lumen():
        identify(taille="ge")
        make_facture(make_tiers(particulier=True), lignes=[ligne()], issued=True)
        journal.sign(None, "")  # as a worker: whom nobody asked
        yield
        db.session.rollback()


def told() -> list[str]:
    return list(db.session.scalars(select(Notification.texte).where(Notification.texte.like("E-reporting%"))))


def test_a_period_is_told_before_then_once_late_and_never_twice(vente, today):
    today(VENTES.fin + timedelta(days=1))
    Rappel.refresh_now()
    assert [one.debut for one in Rappel.all() if one.genre == TRANSACTIONS] == [VENTES.debut] and told() == []
    for day in (VENTES.echeance - timedelta(days=2), VENTES.echeance):
        today(day)
        Rappel.refresh_now()
    assert len(told()) == 1 and "au plus tard le 30 nov. 2026" in told()[0]
    for _ in range(2):
        today(VENTES.echeance + timedelta(days=1))
        Rappel.refresh_now()
    assert len(told()) == 2 and "en retard : Ventes, 11 – 20 nov. 2026" in told()[1]


def test_what_is_declared_is_no_more_told(pa, vente, today):
    identify(taille="ge")
    today(VENTES.echeance + timedelta(days=1))
    Rappel.refresh_now()
    Declaration.declare(VENTES, moi(), MIDI, clock.today())
    assert VENTES.debut not in [one.debut for one in Rappel.all()]
    Rappel.refresh_now()
    assert VENTES.debut not in [one.debut for one in Rappel.all()]


def test_once_a_day_for_who_must(vente, today):
    today(date(2026, 11, 25))
    for _ in range(2):
        look_what_is_due()
    asked = select(Travail).where(Travail.cle.like("rappels:%"))
    assert len(db.session.scalars(asked).all()) == 1
    identify(taille="micro")
    today(date(2026, 11, 26))
    look_what_is_due()
    assert len(db.session.scalars(asked).all()) == 1


def test_the_first_page_says_it_to_who_administers(alice, bruno, lumen):
    with lumen():
        late = Rappel(genre=TRANSACTIONS, debut=VENTES.debut, fin=VENTES.fin, echeance=date(2026, 11, 1))
        db.session.add(late)
    page = alice.get("/").text
    assert "À déclarer à l’administration" in page and "Ventes, 11 – 20 nov. 2026" in page and "En retard" in page
    assert "À déclarer à l’administration" not in bruno.get("/").text
