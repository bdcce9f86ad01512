"""What each day, month and year amounts to is written once, and never changes (CAI-08, CAI-09)."""

import threading
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from crm.clock import PARIS
from crm.conformite import Chiffres, Cloture
from crm.conformite.periodes import Periode
from crm.factures import Facture
from crm.reglements import Reglement
from tenants import db, periodic
from tests.casting import inside
from tests.fabrique import D, identify, ligne, make_avoir, make_facture, make_tiers, moi
from tests.requetes import counted


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


def sell(day: date, *prix: str, taux: str = "20", **values) -> Facture:
    lignes = [ligne(quantite="1", prix=one, taux=taux) for one in prix]
    return make_facture(lignes=lignes, issued=values.pop("emise_le", day), now=values.pop("now", at(day)), **values)


def collect(facture: Facture, montant: str, day: date, mode: str = "virement") -> Reglement:
    imputer = {facture.id: D(montant)}
    return Reglement.receive(facture.tiers, D(montant), day, mode, moi(), at(day), imputer=imputer)


def rectify(wrong: Facture, prix: str, taux: str = "20", le: date | None = None) -> Facture:
    """The facture that cancels and replaces this one, the same day unless `le` says another."""
    right = wrong.rectify(moi())
    right.write_lignes([ligne(quantite="1", prix=prix, taux=taux)])
    right.issue(le or wrong.emise_le, at(le) if le else wrong.emise_a, moi())
    return right


def closings(genre: str) -> list[Cloture]:
    return list(db.session.scalars(select(Cloture).where(Cloture.genre == genre).order_by(Cloture.rang)))


LUNDI, MARDI, JEUDI = date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 2)
PLUS_TARD = date(2027, 3, 5)


@pytest.fixture(scope="module")
def closed(app):
    """Three days of business over two months, closed on the Friday."""
    with inside(app, "atelier-lumen"):
        first = sell(LUNDI, "100", "50")
        collect(first, "60", LUNDI, "especes")
        second = sell(MARDI, "200", taux="10")
        collect(second, "220", MARDI)
        make_avoir(first, montants={"20": D(30)}, now=at(JEUDI))
        assert Cloture.close_due(JEUDI + timedelta(days=1)) == 4


def test_each_day_with_activity_is_closed_once(lumen, closed):
    with lumen():
        days = closings("jour")
        assert [one.debut for one in days] == [LUNDI, MARDI, JEUDI]
        assert [one.total_ttc for one in days] == [D("180.00"), D("220.00"), D("-36.00")]
        assert [(one.nombre_factures, one.nombre_avoirs, one.nombre_reglements) for one in days] == [
            (1, 0, 1), (1, 0, 1), (0, 1, 0),
        ]  # fmt: skip
        assert [one.perpetuel for one in days] == [D("180.00"), D("400.00"), D("364.00")]
        assert [one.perpetuel_absolu for one in days] == [D("180.00"), D("400.00"), D("436.00")]


def test_a_closing_says_the_rates_the_modes_and_the_version(lumen, closed):
    with lumen():
        first, second, last = closings("jour")
        assert first.taux == [{"categorie": "S", "taux": "20.00", "ht": "150.00", "tva": "30.00", "ttc": "180.00"}]
        assert second.taux[0]["taux"] == "10.00" and second.modes == {"virement": "220.00"}
        assert last.taux[0]["ht"] == "-30.00" and last.modes == {}
        assert first.versions == {"1.0": 1} and first.modes == {"especes": "60.00"}


def test_only_the_month_that_is_over_is_closed(lumen, closed):
    with lumen():
        (mars,) = closings("mois")
        assert (mars.debut, mars.fin, mars.total_ht, mars.total_tva) == (
            date(2026, 3, 1), MARDI, D("350.00"), D("50.00"),
        )  # fmt: skip
        assert mars.modes == {"especes": "60.00", "virement": "220.00"} and closings("exercice") == []


def test_closing_again_changes_nothing(lumen, closed):
    with lumen():
        assert Cloture.close_due(JEUDI + timedelta(days=1)) == 0


def test_a_document_recorded_late_goes_to_the_open_period_with_its_own_date(lumen, closed):
    """Issued on Friday with the date of Thursday, which is closed."""
    vendredi = JEUDI + timedelta(days=1)
    with lumen():
        late = sell(vendredi, "10", emise_le=JEUDI)
        Cloture.close_due(vendredi + timedelta(days=1))
        last = closings("jour")[-1]
        assert (last.debut, last.total_ttc, last.documents) == (vendredi, late.total_ttc, late.rang)
        assert late.emise_le == JEUDI


def test_a_document_that_was_waiting_at_midnight_is_in_the_next_day(lumen, closed):
    """Its moment belongs to a day that another worker closed before it was written."""
    vendredi, samedi = JEUDI + timedelta(days=1), JEUDI + timedelta(days=2)
    with lumen():
        sell(samedi, "20", now=at(vendredi, 23, 59), emise_le=vendredi)
        sell(samedi, "30")
        Cloture.close_due(samedi + timedelta(days=1))
        last = closings("jour")[-1]
        assert (last.debut, last.nombre_factures, last.total_ht) == (samedi, 2, D("50.00"))


def test_the_year_is_closed_after_a_long_stop(lumen, closed):
    with lumen():
        sell(date(2026, 12, 31), "1000")
        sell(date(2027, 1, 4), "7")
        Cloture.close_due(date(2027, 1, 5))
        (year,) = closings("exercice")
        months, days = closings("mois"), closings("jour")
        assert (year.debut, year.fin) == (date(2026, 1, 1), date(2026, 12, 31))
        assert sum(one.total_ttc for one in months) == year.total_ttc == year.perpetuel == months[-1].perpetuel
        assert sum(one.total_ttc for one in days if one.debut.year == 2026) == year.total_ttc
        assert Cloture.verify_chain() is None


def test_workers_at_once_close_each_period_once(app, lumen):
    with lumen():
        for day in range(5, 9):
            sell(date(2027, 1, day), "10")
    made = []

    def close():
        with inside(app, "atelier-lumen"):
            made.append(Cloture.close_due(date(2027, 1, 20)))

    threads = [threading.Thread(target=close) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(made) == [0, 0, 0, 4]
    with lumen():
        assert Cloture.verify_chain() is None
        count = select(func.sum(Cloture.nombre_factures + Cloture.nombre_avoirs)).where(Cloture.genre == "jour")
        assert db.session.scalar(count) == db.session.scalar(select(func.max(Facture.rang)))


def test_the_clock_of_the_instance_closes_by_itself(app, dupont):
    with dupont():
        identify()
        sell(date(2026, 1, 5), "10")
    with app.app_context():
        periodic.look_what_is_due()
    with dupont():
        assert [one.debut for one in closings("jour")] == [date(2026, 1, 5)]
        assert [one.fin for one in closings("mois")] == [date(2026, 1, 31)]


def test_a_fiscal_year_begins_on_the_day_of_the_company(dupont):
    with dupont():
        identify(exercice_debut=date(2024, 7, 1))
        make_tiers()
        Cloture.close_due(date(2026, 7, 1))
        (year,) = closings("exercice")
        assert (year.debut, year.fin) == (date(2025, 7, 1), date(2026, 6, 30))
        assert year.periode.libelle == "exercice du 01/07/2025 au 30/06/2026"


def test_a_year_that_begins_on_the_29th_of_february_exists_every_year():
    assert Periode.around("exercice", date(2026, 3, 1), date(2024, 2, 29)).debut == date(2026, 2, 28)


def test_the_turnover_of_any_period_is_told_by_the_dates_of_the_documents(app, lumen, closed):
    with lumen():
        with counted(app) as seen:
            mars = Chiffres.between(date(2026, 3, 1), date(2026, 3, 31))
        assert (mars.total_ht, mars.total_ttc, mars.nombre_factures, mars.recu) == (D(350), D(400), 2, D(280))
        april = Chiffres.between(JEUDI, JEUDI)
        assert (april.nombre_factures, april.nombre_avoirs, april.total_ht) == (1, 1, D("-20.00"))
        assert len(seen) <= 5
        assert Chiffres.between(date(2020, 1, 1), date(2020, 1, 2)).total_ttc == 0


def test_what_is_replaced_counts_no_more(lumen, closed):
    with lumen():
        before = Chiffres.between(PLUS_TARD, PLUS_TARD)
        rectify(sell(PLUS_TARD, "100"), "80", taux="10")
        both = Chiffres.between(PLUS_TARD, PLUS_TARD)
        assert (both.total_ht - before.total_ht, both.total_ttc - before.total_ttc) == (D(80), D(88))
        assert both.absolu - before.absolu == 120 + 88 + 120
        assert {row["taux"]: (row["ht"], row["tva"]) for row in both.taux} == {
            "20.00": ("0.00", "0.00"),
            "10.00": ("80.00", "8.00"),
        }
        db.session.rollback()
