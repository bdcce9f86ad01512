"""What a superuser changes, the check finds and names (CAI-06, TST-04); what it found stays in the events (CAI-13)."""

from datetime import date

import pytest

from crm.conformite import Cloture, Verification, etats
from crm.conformite.integrite import lengths
from crm.evenements import Evenement
from crm.factures import Facture
from crm.numerotation import Serie
from tenants import Travail, db, periodic
from tests.casting import inside
from tests.effraction import broken_into
from tests.fabrique import D, make_avoir, make_facture, make_reglement, moi
from tests.requetes import counted


@pytest.fixture(scope="module")
def business(app):
    """Three factures of which one is credited, two payments, and the closings of that day and month."""
    with inside(app, "atelier-lumen"):
        factures = [make_facture(issued=True) for _ in range(3)]
        make_avoir(factures[0], montants={"20": D(100)})
        reglement = make_reglement(factures[1])
        make_reglement(factures[2], "10")
        Cloture.close_due(date(2027, 1, 2))
        found = {"factures": factures[1].id, "lignes_facture": factures[1].lignes[0].id, "reglements": reglement.id}
        found |= {"imputations": reglement.imputations[0].id, "clotures": Cloture.last("mois").id}
        return found


TAMPERED = [
    ("factures", "total_ttc = total_ttc - 1", "Factures et avoirs : maillon 2, FA-2026-00002"),
    ("factures", "cii = replace(cii, '1200.00', '120.00')", "Factures et avoirs : maillon 2, FA-2026-00002"),
    ("factures", "emise_a = emise_a - interval '1 day'", "Factures et avoirs : maillon 2, FA-2026-00002"),
    ("lignes_facture", "designation = 'Autre chose'", "Factures et avoirs : maillon 2, FA-2026-00002"),
    ("reglements", "montant = 1", "Règlements : maillon 1, Virement du 20/11/2026"),
    ("reglements", "mode = 'especes'", "Règlements : maillon 1, Espèces du 20/11/2026"),
    ("imputations", "montant = 1", "Imputations : maillon 2, Imputation de 1,00"),
    ("clotures", "perpetuel = 0", "Clôtures : maillon 2, Clôture mensuelle : novembre 2026"),
    ("clotures", "taux = '[]'", "Clôtures : maillon 2, Clôture mensuelle : novembre 2026"),
]


@pytest.mark.parametrize(("table", "change", "named"), TAMPERED)
def test_one_field_changed_by_a_superuser_is_found_and_named(lumen, business, table, change, named):
    statement = f"UPDATE {table} SET {change} WHERE id = %s"
    with broken_into(lumen, statement, business[table]), lumen():
        (anomalie,) = Verification.of_all().anomalies
        assert anomalie.replace("\u00a0", " ").startswith(named)
        assert "Le contenu a changé depuis qu’il est scellé." in anomalie
    with lumen():
        assert Verification.of_all().anomalies == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DELETE FROM reglements WHERE rang = 1", "Règlements : maillon 1, "),
        ("DELETE FROM clotures WHERE rang = (SELECT max(rang) FROM clotures)", "Clôtures : maillon 3, dernier"),
        ("DELETE FROM chaines WHERE journal = 'reglements'", "Règlements : maillon 3, dernier"),
    ],
)
def test_a_row_that_a_superuser_removes_is_missed(lumen, business, statement, named):
    with broken_into(lumen, statement), lumen():
        (anomalie,) = Verification.of_all().anomalies
        assert anomalie.startswith(named)


def test_numbers_are_told_from_the_first_to_the_last_and_none_is_missing(app, lumen, business):
    with lumen():
        with counted(app) as seen:
            factures, avoirs = etats()
        assert (factures.premier, factures.dernier, factures.nombre) == ("FA-2026-00001", "FA-2026-00003", 3)
        assert (avoirs.dernier, avoirs.trous, avoirs.manquants) == ("AV-2026-00001", 0, ())
        assert len([one for one in seen if "select" in one.lower() and "set_config" not in one]) == 2


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("UPDATE factures SET numero = 'FA-2026-00009' WHERE numero = 'FA-2026-00002'", ("FA-2026-00002",)),
        ("UPDATE factures SET numero = 'perdue' WHERE numero = 'FA-2026-00001'", ("FA-2026-00001",)),
        ("UPDATE series SET dernier = 5 WHERE code = 'facture'", ("FA-2026-00004", "FA-2026-00005")),
    ],
)
def test_a_number_that_nobody_bears_is_told(lumen, business, statement, missing):
    with broken_into(lumen, statement), lumen():
        assert etats()[0].manquants == missing
        assert f"il manque {', '.join(missing)}" in Verification.of_all().phrase


def test_a_series_that_begins_at_a_chosen_number_or_changes_its_form_has_no_gap(dupont):
    with dupont():
        Serie.change("facture", date(2026, 11, 20), "F{annee}-{numero}", "Suite", 500)
        make_facture(issued=True)
        Serie.change("facture", date(2026, 11, 20), "{numero:03d}/{annee}", "Plus court")
        make_facture(issued=True)
        assert [(one.premier, one.dernier, one.trous) for one in etats()] == [
            ("F2026-500", "F2026-500", 0), ("001/2026", "001/2026", 0),
        ]  # fmt: skip


def test_the_check_is_a_job_whose_result_stays_in_the_chain_of_events(lumen, work, business):
    with lumen():
        before = lengths()["evenements"]
        travail_id = Verification.run_later(moi()).id
    work()
    with lumen():
        travail, last = db.session.get(Travail, travail_id), Verification.last()
        assert travail.etat == "fait" and "tout est intact" in travail.resultat["phrase"]
        assert travail.total == sum(last.detail["maillons"].values()) > 8
        assert (last.genre, last.auteur) == ("verification", moi().libelle)
        assert last.detail["maillons"]["documents"] == 4 and last.rang == before + 1
        assert Evenement.verify_chain() is None


def test_a_check_that_fails_is_an_event_of_its_own(lumen, business):
    with broken_into(lumen, "UPDATE reglements SET reference = 'X' WHERE id = %s", business["reglements"]), lumen():
        Verification.run_now(None)
        assert Verification.last().genre == "anomalie" and "Règlements : maillon 1" in Verification.last().phrase


def test_documents_issued_during_the_check_are_no_break(app, lumen, business):
    """The end of the chain moves while it is read."""

    def issue(links):
        with inside(app, "atelier-lumen"):
            make_facture(issued=True)

    from crm import scellement

    scellement.REPORTED, kept = 1, scellement.REPORTED
    try:
        with lumen():
            assert Facture.verify_chain(issue) is None
    finally:
        scellement.REPORTED = kept


def test_once_a_month_is_closed_everything_is_checked_without_being_asked(app, work, dupont):
    with app.app_context():
        periodic.look_what_is_due()
        periodic.look_what_is_due()
    work()
    with dupont():
        asked = db.session.query(Travail).filter(Travail.titre == "Vérification de l’intégrité").count()
        assert asked == (1 if Cloture.last("mois") else 0)
