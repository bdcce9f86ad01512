"""What is issued is frozen by the database itself, and sealed in a chain."""

import os

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from crm.factures import Facture
from crm.proformas import Proforma
from tenants import current_schema, db
from tests.fabrique import MIDI, D, ligne, make_avoir, make_devis, make_facture, make_reglement, moi

ATTACKS = [
    "UPDATE factures SET total_ttc = 1 WHERE id = :facture",
    "UPDATE factures SET numero = 'FA-2026-99999' WHERE id = :facture",
    "UPDATE factures SET emise_le = NULL WHERE id = :facture",
    "UPDATE factures SET fige = '{{}}' WHERE id = :facture",
    "UPDATE factures SET tiers_id = tiers_id + 1 WHERE id = :facture",
    "UPDATE factures SET supprime_le = now() WHERE id = :facture",
    "UPDATE factures SET pdf_sha256 = 'x' WHERE id = :facture AND pdf_sha256 IS NOT NULL",
    "DELETE FROM factures WHERE id = :facture",
    "UPDATE lignes_facture SET quantite = 1 WHERE facture_id = :facture",
    "UPDATE lignes_facture SET facture_id = :brouillon WHERE facture_id = :facture",
    "UPDATE lignes_facture SET facture_id = :facture WHERE facture_id = :brouillon",
    "DELETE FROM lignes_facture WHERE facture_id = :facture",
    "INSERT INTO lignes_facture (facture_id, ordre) VALUES (:facture, 9)",
    "UPDATE deductions SET base = 1 WHERE facture_id = :solde",
    "DELETE FROM deductions WHERE facture_id = :solde",
    "INSERT INTO deductions (facture_id, deduite_id, ordre, nature, numero, le, categorie_tva, taux_tva, base, tva)"
    " VALUES (:facture, :solde, 1, 'facture_acompte', 'X', now(), 'S', 20, 1, 1)",
    "DELETE FROM factures WHERE id = :avoir",
    "UPDATE factures SET facture_id = NULL WHERE id = :avoir",
    "UPDATE reglements SET montant = 1",
    "DELETE FROM reglements",
    "UPDATE imputations SET montant = 1",
    "DELETE FROM imputations",
    "INSERT INTO imputations (reglement_id, facture_id, le, enregistree_a, montant, rang, empreinte_precedente,"
    " empreinte) SELECT reglement_id, facture_id, le, now(), -1, 999999, 'x', 'x' FROM imputations LIMIT 1",
    "DELETE FROM suivis_facture",
    "UPDATE proformas SET fige = '{{}}'",
    "DELETE FROM proformas",
    "UPDATE versions_devis SET fige = '{{}}'",
    "DELETE FROM versions_devis",
    "DELETE FROM series",
    "DELETE FROM chaines",
    "UPDATE clotures SET total_ttc = 1",
    "DELETE FROM clotures",
    "UPDATE evenements SET phrase = 'rien'",
    "DELETE FROM evenements",
    "TRUNCATE factures CASCADE",
    "ALTER TABLE factures DISABLE TRIGGER ALL",
    "DROP TRIGGER factures_frozen ON factures",
    "SET session_replication_role = replica",
]


@pytest.fixture(scope="module")
def chain(app):
    """A facture issued and printed, an avoir on it, a règlement, a devis sent, and a draft."""
    from tests.casting import inside, work_all

    with inside(app, "atelier-lumen"):
        facture = make_facture(issued=True)
        avoir = make_avoir(facture, quantites={facture.lignes[0].id: D(1)})
        make_reglement(facture)
        make_devis(envoye=True)
        devis = make_devis(accepte=True)
        Proforma.of(devis, MIDI.date(), MIDI, moi())
        Facture.acompte(devis, moi(), pourcent=D(30)).issue(MIDI.date(), MIDI, moi())
        solde = Facture.solde(devis, moi())
        solde.issue(MIDI.date(), MIDI, moi())
        found = {"facture": facture.id, "avoir": avoir.id, "solde": solde.id, "brouillon": make_facture().id}
    work_all(app)
    return found


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_cannot_change_what_is_issued(lumen, chain, attack):
    with lumen():
        names = {name: value for name, value in chain.items() if f":{name}" in attack}
        with pytest.raises(DBAPIError):
            db.session.execute(text(attack.replace("{{}}", "{}")), names)
        db.session.rollback()


def test_a_draft_and_its_lines_change_and_go(lumen, chain):
    with lumen():
        draft = {"id": make_facture().id}
        for statement in (
            "UPDATE lignes_facture SET quantite = 3 WHERE facture_id = :id",
            "UPDATE factures SET objet = 'Autre' WHERE id = :id",
            "DELETE FROM factures WHERE id = :id",
        ):
            assert db.session.execute(text(statement), draft).rowcount == 1
        db.session.rollback()


def test_who_follows_an_issued_facture_may_change(lumen, chain):
    with lumen():
        db.session.execute(
            text("UPDATE factures SET responsable_id = 1 WHERE id = :facture"), {"facture": chain["facture"]}
        )


def test_the_chain_holds_and_is_read_again_from_the_database(lumen, chain):
    with lumen():
        db.session.expire_all()
        assert Facture.verify_chain() is None
        assert db.session.get(Facture, chain["facture"]).rang >= 1


TAMPERING = [
    ("UPDATE factures SET total_ttc = 1 WHERE id = %s", "Le contenu a changé"),
    (
        "UPDATE factures SET fige = jsonb_set(fige, '{{client,siren}}', '\"000000000\"') WHERE id = %s",
        "Le contenu a changé",
    ),
    ("UPDATE factures SET nom_client = 'Autre' WHERE id = %s", "Le contenu a changé"),
    ("UPDATE lignes_facture SET prix_unitaire = 1 WHERE facture_id = %s", "Le contenu a changé"),
    ("UPDATE factures SET empreinte_precedente = repeat('1', 64) WHERE id = %s", "maillon précédent"),
    ("UPDATE factures SET rang = NULL WHERE id = %s", "Le maillon"),
]


@pytest.mark.parametrize(("tampering", "raison"), TAMPERING)
def test_what_a_superuser_changes_is_found_and_named(app, lumen, chain, tampering, raison):
    with lumen():
        schema, database = current_schema(), db.engine.url.database
        numero = db.session.get(Facture, chain["facture"]).numero
        rang = db.session.get(Facture, chain["facture"]).rang
    with _superuser(database) as connection:
        _enter(connection, schema)
        connection.execute(tampering.replace("{{", "{").replace("}}", "}"), (chain["facture"],))
        connection.commit()
        try:
            with lumen():
                broken = Facture.verify_chain()
        finally:
            _put_back(connection)
    assert broken.rang == rang and raison in broken.raison
    assert broken.libelle == numero or raison == "Le maillon"
    with lumen():
        assert Facture.verify_chain() is None


def test_a_document_that_disappears_from_the_end_is_missed(app, lumen, chain):
    with lumen():
        schema, database = current_schema(), db.engine.url.database
    with _superuser(database) as connection:
        _enter(connection, schema)
        connection.execute("UPDATE factures SET rang = NULL WHERE rang = (SELECT max(rang) FROM factures)")
        connection.commit()
        try:
            with lumen():
                assert "maillons" in Facture.verify_chain().raison
        finally:
            _put_back(connection)


def _superuser(database: str) -> psycopg.Connection:
    url = make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql", database=database)
    return psycopg.connect(url.render_as_string(hide_password=False))


def _enter(connection, schema: str) -> None:
    """Work in a company without its triggers, what is there being kept aside."""
    connection.execute(f"SET search_path = {schema}, extensions; SET session_replication_role = replica")
    connection.execute("CREATE TEMP TABLE f AS SELECT * FROM factures")
    connection.execute("CREATE TEMP TABLE l AS SELECT * FROM lignes_facture")


def _put_back(connection) -> None:
    connection.execute(
        "UPDATE factures SET total_ttc = f.total_ttc, fige = f.fige, nom_client = f.nom_client, rang = f.rang,"
        " empreinte_precedente = f.empreinte_precedente FROM f WHERE f.id = factures.id"
    )
    connection.execute(
        "UPDATE lignes_facture SET prix_unitaire = l.prix_unitaire FROM l WHERE l.id = lignes_facture.id"
    )
    connection.execute("DROP TABLE f, l")
    connection.commit()


def test_the_line_of_the_seal_is_the_line_of_the_paper(lumen, chain):
    with lumen():
        facture = make_facture(issued=True, lignes=[ligne(quantite="1.5", prix="80.1234")])
        assert facture.fige["lignes"][0]["total_ht"] == "120.19"
        assert facture.record["lignes"][0]["quantite"] == "1.5000"
