"""A company is sealed by the database itself: its role, its schema, one statement at a time."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from crm.equipe import Membre
from crm.parametres import Parametres
from tenants import current, db, tenant_context
from tenants.current import NoTenant
from tenants.registry import Tenant
from tests.bouncer import BOTH_WAYS

pytestmark = BOTH_WAYS


@pytest.fixture
def schemas(app):
    with app.app_context():
        return dict(db.session.execute(select(Tenant.slug, Tenant.schema_name).where(Tenant.slug.is_not(None))).all())


@pytest.fixture
def in_lumen(app, schemas):
    with app.app_context(), tenant_context(schemas["atelier-lumen"]):
        yield schemas


def test_no_company_no_query(app):
    with app.app_context(), pytest.raises(NoTenant):
        db.session.scalars(select(Membre)).all()


def test_no_company_no_raw_sql(app):
    with app.app_context(), pytest.raises(NoTenant):
        db.session.execute(text("SELECT 1"))


def test_each_company_reads_its_own_rows(app, schemas):
    names = {}
    with app.app_context():
        for slug, schema in schemas.items():
            with tenant_context(schema):
                names[slug] = db.session.scalars(select(Parametres.raison_sociale)).one()
    assert names == {"atelier-lumen": "Atelier Lumen", "menuiserie-dupont": "Menuiserie Dupont"}


def test_same_id_in_two_companies_is_never_shared_by_a_session(app, schemas):
    with app.app_context():
        with tenant_context(schemas["atelier-lumen"]):
            alice = db.session.get(Membre, 1)
        with tenant_context(schemas["menuiserie-dupont"]):
            david = db.session.get(Membre, 1)
    assert (alice.prenom, david.prenom) == ("Alice", "David")


def test_a_session_never_changes_company(app, schemas):
    with app.app_context(), tenant_context(schemas["atelier-lumen"]):
        db.session.execute(select(Membre.id))
        with pytest.raises(NoTenant):
            current.enter(schemas["menuiserie-dupont"])


def test_a_transaction_begun_in_one_company_refuses_another(app, schemas):
    with app.app_context():
        token = current.enter(schemas["atelier-lumen"])
        db.session.execute(select(Membre.id))
        current.leave(token)
        token = current.enter(schemas["menuiserie-dupont"])
        with pytest.raises(NoTenant):
            db.session.execute(select(Membre.id))
        db.session.rollback()
        current.leave(token)


ATTACKS = [
    "SELECT nom FROM {other}.membres",
    "SELECT nom FROM membres UNION SELECT nom FROM {other}.membres",
    "SELECT 1; SELECT 2",
    "SELECT 1; RESET ROLE; SET ROLE {other}; SELECT nom FROM {other}.membres",
    "SELECT set_config('role', '{other}', true)",
    "SELECT query_to_xml('select nom from {other}.membres', true, false, '')",
    "SELECT nom FROM membres ORDER BY set_config('role', '{other}', true)",
    "DO $$ BEGIN EXECUTE 'SET ROLE {other}'; END $$",
    "UPDATE pg_settings SET setting = '{other}' WHERE name = 'role'",
    "SELECT * FROM ts_stat('select nom from {other}.membres')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT * FROM partage.accounts",
    "SELECT pg_read_file('/etc/passwd')",
    "CREATE TABLE mienne (a int)",
    "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
    "DROP TABLE membres",
    "UPDATE journal SET auteur = 'moi'",
    "UPDATE journal SET libelle = 'autre'",
    "UPDATE journal SET efface_le = now(), libelle = 'Contact anonymisé', avant = '{{}}', apres = '{{\"a\"\\: 1}}'",
    "DELETE FROM journal",
    "UPDATE alembic_version SET version_num = 'x'",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_written_inside_a_company_cannot_leave_it(in_lumen, attack):
    with pytest.raises(DBAPIError):
        db.session.execute(text(attack.format(other=in_lumen["menuiserie-dupont"]).replace(":", "\\:")))
    db.session.rollback()
    assert db.session.get(Membre, 1).prenom == "Alice"


def test_catalogue_shows_no_right_beyond_the_schema(in_lumen):
    mine, other = in_lumen["atelier-lumen"], in_lumen["menuiserie-dupont"]
    rights = db.session.execute(
        text(
            f"SELECT has_schema_privilege('{mine}', '{mine}', 'CREATE'),"
            f" has_schema_privilege('{mine}', '{other}', 'USAGE'), has_schema_privilege('{mine}', 'partage', 'USAGE'),"
            f" has_schema_privilege('{mine}', 'public', 'USAGE'),"
            f" has_function_privilege('{mine}', 'pg_catalog.set_config(text,text,boolean)', 'EXECUTE'),"
            f" (SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = '{mine}')"
        )
    ).one()
    assert tuple(rights) == (False, False, False, False, False, 0)


def test_no_foreign_key_leaves_a_schema(in_lumen):
    crossing = db.session.scalar(
        text(
            "SELECT count(*) FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid"
            " JOIN pg_class b ON b.oid = k.confrelid WHERE k.contype = 'f' AND a.relnamespace <> b.relnamespace"
        )
    )
    assert crossing == 0


def test_public_is_empty(in_lumen):
    count = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'"
    assert db.session.scalar(text(count)) == 0


def test_nothing_stays_bound_after_a_request(app, alice):
    assert alice.get("/").status_code == 200
    assert current.peek_schema() is None


def test_raw_commit_loses_the_company_instead_of_leaking(in_lumen):
    connection = db.session.connection().connection.dbapi_connection
    connection.commit()
    with pytest.raises(Exception, match="membres"):
        connection.execute("SELECT nom FROM membres")
    connection.rollback()
