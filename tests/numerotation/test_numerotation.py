"""Numbers follow one another, without gap nor double, and their dates never go back."""

import random
import threading
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DataError

from crm import numerotation
from crm.conformite import etats
from crm.errors import RegleMetier
from crm.evenements import Evenement
from crm.factures import Facture
from crm.numerotation import Serie
from crm.souches import Souche
from tenants import db
from tests.bouncer import BOTH_WAYS
from tests.casting import inside
from tests.fabrique import MIDI, identify, make_facture, make_tiers, moi

AT_ONCE = 50


class Panne(Exception):
    """Something else failed after the number was drawn."""


def fail(chance: random.Random) -> None:
    """Two times in five, in the trade or in the database itself."""
    drawn = chance.random()
    if drawn < 0.2:
        raise Panne
    if drawn < 0.4:
        db.session.execute(text("SELECT 1 / 0"))


@BOTH_WAYS
@pytest.mark.parametrize("further", [[], ["Boutique"]], ids=["one series", "two series"])
def test_numbers_have_no_gap_whatever_fails(app, lumen, further):
    """Fifty people issue at the same moment; some fail once they have their number (TST-04)."""
    with lumen():
        identify()
        tiers_id, ranks = make_tiers().id, len(issued())
        opened = [open_series(nom).code for nom in further if nom not in Souche.noms("facture").values()]
        series = ["facture", *opened]
    done, refused, broken, start = [], [], [], threading.Barrier(AT_ONCE)

    def work(seed: int) -> None:
        chance = random.Random(seed)
        day = date(2026, 11, 20 - (chance.random() < 0.1))
        start.wait(timeout=60)
        try:
            with inside(app, "atelier-lumen"):
                facture = make_facture(_tiers(tiers_id), serie=series[seed % len(series)])
                facture.issue(day, MIDI, moi())
                fail(chance)
            done.append(facture.numero)
        except (Panne, DataError) as error:
            broken.append(type(error))
        except RegleMetier:
            refused.append(day)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(AT_ONCE)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(done) + len(refused) + len(broken) == AT_ONCE and set(broken) == {Panne, DataError}
    with lumen():
        rows = issued()
        assert set(done) <= {row.numero for row in rows} and len(rows) - ranks == len(done) > AT_ONCE / 3
        assert sorted(row.rang for row in rows) == list(range(1, len(rows) + 1))
        for code in series:
            mine, motif = [row for row in rows if row.serie == code], Serie.last(code).motif
            assert [row.numero for row in mine] == [numerotation.write(motif, 2026, i + 1) for i in range(len(mine))]
            assert [row.emise_le for row in mine] == sorted(row.emise_le for row in mine)
            assert Serie.last(code).dernier == len(mine) > 0
        assert [(etat.trous, etat.manquants) for etat in etats()] == [(0, ())] * len(series)
        assert Facture.verify_chain() is None


def issued() -> list:
    columns = (Facture.serie, Facture.numero, Facture.emise_le, Facture.rang)
    return db.session.execute(select(*columns).where(Facture.emise_le.is_not(None)).order_by(Facture.numero)).all()


def open_series(nom: str) -> Serie:
    return Serie.open("facture", nom, "FB-{annee}-{numero:05d}", "Vente au comptoir", date(2026, 11, 1))


def _tiers(tiers_id: int):
    from crm.tiers import Tiers

    return db.session.get(Tiers, tiers_id)


def test_each_year_starts_again_and_the_last_one_is_closed(lumen):
    with lumen():
        assert numerotation.draw("avoir", date(2025, 12, 30)) == "AV-2025-00001"
        assert numerotation.draw("avoir", date(2026, 1, 2)) == "AV-2026-00001"
        assert numerotation.draw("avoir", date(2026, 1, 2)) == "AV-2026-00002"
        with pytest.raises(RegleMetier, match="AV-2026-00002, est daté du 2 janvier 2026") as refusal:
            numerotation.draw("avoir", date(2025, 12, 31))
        assert refusal.value.champ == "emise_le"
        db.session.rollback()


def test_a_company_chooses_the_form_and_the_first_number_before_it_starts(lumen):
    with lumen():
        Serie.change("avoir", date(2026, 5, 4), "A{annee}/{numero:04d}", "Suite de notre ancien logiciel", 42)
        assert (
            Serie.change("avoir", date(2026, 5, 4), "A{annee}/{numero:05d}", "Plus de place").prochain == "A2026/00042"
        )
        assert numerotation.draw("avoir", date(2026, 5, 4)) == "A2026/00042"
        assert numerotation.draw("avoir", date(2027, 1, 4)) == "A2027/00001"
        with pytest.raises(RegleMetier, match="déjà pris") as refusal:
            Serie.change("avoir", date(2027, 1, 4), "AV{annee}-{numero}", "Encore", 500)
        assert refusal.value.champ == "premier"
        db.session.rollback()


def test_a_started_series_is_closed_by_the_one_that_follows_and_keeps_its_date(lumen):
    with lumen():
        assert numerotation.draw("avoir", date(2026, 5, 4)) == "AV-2026-00001"
        Serie.change("avoir", date(2026, 6, 1), "NC-{annee}-{numero:03d}", "Nouvelle activité")
        assert Serie.last("avoir").depart == 0
        with pytest.raises(RegleMetier, match="série en cours commence le 4 mai 2026"):
            numerotation.draw("avoir", date(2026, 5, 3))
        assert numerotation.draw("avoir", date(2026, 6, 1)) == "NC-2026-001"
        closed = db.session.scalar(select(Serie).where(Serie.close_le.is_not(None)))
        assert (closed.dernier, closed.close_le) == (1, date(2026, 6, 1))
        told = Evenement.last("serie")
        assert told.phrase == "Avoirs : le prochain numéro est NC-2026-001 au lieu de AV-2026-00002."
        assert (told.auteur, told.detail["raison"]) == (moi().libelle, "Nouvelle activité")
        db.session.rollback()


@pytest.mark.parametrize(
    ("motif", "raison", "premier", "field", "said"),
    [
        ("AV-{annee}-{numero:05d}", "Pour voir", None, "motif", "Rien ne change"),
        ("AV-{annee}-{numero:04d}", "Trop de zéros", None, "motif", "écrit déjà AV-2026-"),
        ("FA-{annee}-{numero:05d}", "Comme les factures", None, "motif", "écrit déjà FA-2026-"),
        ("NC-{annee}-{numero:05d}", "", None, "raison", "Dites pourquoi"),
        ("NC-{annee}-{numero}-{numero}", "Double", None, "motif", "une fois"),
        ("NC-{annee}-{numero}", "Trop loin", 10**9, "premier", "999 999 999"),
    ],
)
def test_a_change_of_form_that_could_confuse_numbers_is_refused(lumen, motif, raison, premier, field, said):
    with lumen():
        numerotation.draw("avoir", date(2026, 5, 4))
        numerotation.draw("facture", date(2026, 5, 4))
        with pytest.raises(RegleMetier, match=said) as refusal:
            Serie.change("avoir", date(2026, 5, 5), motif, raison, premier)
        assert refusal.value.champ == field
        db.session.rollback()


@pytest.mark.parametrize(
    "motif",
    ["FA-{numero:05d}", "FA-{annee}", "FA {annee} {numero}", "FA.{annee}.{numero}", "É{annee}{numero}", "F" * 40],
)
def test_a_form_that_gives_no_legal_number_is_refused(motif):
    with pytest.raises(RegleMetier) as refusal:
        numerotation.check_motif(motif if "{" in motif else motif + "{annee}{numero}")
    assert refusal.value.champ == "motif"
