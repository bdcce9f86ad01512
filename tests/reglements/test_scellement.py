"""What a payment settled is sealed with it, and changes only by a counter-entry that stays."""

import os

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from crm.factures import Facture
from crm.imputations import Imputation
from crm.reglements import Reglement
from crm.tiers import Tiers
from tenants import current_schema, db
from tests.fabrique import MIDI, D, make_avoir, make_facture, make_reglement, make_tiers, moi
from tests.reglements.test_concurrence import together

JOUR = MIDI.date()


@pytest.fixture
def facture_id(lumen):
    """A facture paid by an avoir and in two parts, one of which is undone."""
    with lumen():
        facture = make_facture(issued=True)
        make_avoir(facture, montants={"20": D(100)})
        make_reglement(facture, "100").cancel("Chèque sans provision", JOUR, moi(), MIDI)
        make_reglement(facture, "200")
        return facture.id


def test_every_imputation_is_a_link_of_its_chain(lumen, facture_id):
    with lumen():
        rows = list(db.session.scalars(select(Imputation).where(Imputation.facture_id == facture_id)))
        assert sorted(row.montant for row in rows) == [D("-100.00"), D("100.00"), D("120.00"), D("200.00")]
        assert [row.montant for row in Imputation.of(facture_id=facture_id)] == [D("120.00"), D("200.00")]
        assert {row.record["montant"] for row in rows} == {"-100.00", "100.00", "120.00", "200.00"}
        assert Imputation.verify_chain() is None


def test_an_imputation_knows_the_reglement_it_comes_from(lumen, facture_id):
    with lumen():
        by_avoir, by_reglement = Imputation.of(facture_id=facture_id)
        assert by_reglement.reglement.montant == D("200.00") and by_avoir.reglement is None
        assert by_avoir.avoir.total_ttc == D("120.00")


@pytest.mark.parametrize(
    ("column", "value"), [("montant", D(999)), ("facture_id", "other"), ("le", "2020-01-01"), ("par_id", None)]
)
def test_what_a_superuser_changes_of_an_imputation_is_found(lumen, facture_id, column, value):
    with lumen():
        other, schema, database = make_facture(issued=True).id, current_schema(), db.engine.url.database
        row = Imputation.of(facture_id=facture_id)[-1]
        number, rang, kept = row.id, row.rang, getattr(row, column)
    url = make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql", database=database)
    change = f"UPDATE imputations SET {column} = %s WHERE id = %s"
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        connection.execute(f"SET search_path = {schema}; SET session_replication_role = replica")
        connection.execute(change, (other if value == "other" else value, number))
        connection.commit()
        with lumen():
            broken = Imputation.verify_chain()
        connection.execute(change, (kept, number))
    assert (broken.rang, broken.raison) == (rang, "Le contenu a changé depuis qu’il est scellé.")
    with lumen():
        assert Imputation.verify_chain() is None


def test_reglements_and_avoirs_of_the_same_factures_at_once_never_block_each_other(app, lumen):
    with lumen():
        client = make_tiers()
        tiers_id, ids = client.id, [make_facture(client, issued=True).id for _ in range(3)]

    def pay():
        imputer = {number: D("10") for number in ids}
        return Reglement.receive(
            db.session.get(Tiers, tiers_id), D("30"), JOUR, "virement", moi(), MIDI, imputer=imputer
        )

    def credit(number):
        return lambda: make_avoir(db.session.get(Facture, number), montants={"20": D("10")})

    def cancel():
        pay().cancel("Erreur", JOUR, moi(), MIDI)

    told = together(app, pay, credit(ids[2]), cancel, credit(ids[0]), pay)
    assert told == ["fait"] * 5
    with lumen():
        assert [db.session.get(Facture, number).suivi.regle for number in ids] == [D("20.00")] * 3
        assert Imputation.verify_chain() is None
