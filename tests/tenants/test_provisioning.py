"""Workspaces are made whole or not at all, migrated one by one, carried elsewhere, deleted."""

import os
import threading

import psycopg
import pytest
from sqlalchemy import func, select

from crm.equipe import Membre
from crm.sujets import create_label
from tenants import archive, db, migrator, provisioning, restoration, storage, tenant_transaction
from tenants.accounts import hash_password
from tenants.bootstrap import bootstrap
from tenants.registry import Account, Tenant
from tests.bouncer import BOTH_WAYS
from tests.casting import PASSWORD

pytestmark = BOTH_WAYS

PHRASE = "une phrase qui ne sert qu’aux tests"


@pytest.fixture
def config(app):
    return app.config["COMPTOIR"]


def fingerprint(config, schema: str) -> list:
    """Columns, indexes, constraints, triggers and rights of a schema, its own name apart."""
    with migrator.connect(config) as connection:
        rows = connection.execute(
            "SELECT 'c', table_name, column_name, data_type, is_nullable, column_default"
            " FROM information_schema.columns WHERE table_schema = %(s)s UNION ALL"
            " SELECT 'i', tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = %(s)s UNION ALL"
            " SELECT 't', relname, tgname, '', '', '' FROM pg_trigger g JOIN pg_class c ON c.oid = tgrelid"
            " WHERE c.relnamespace = %(s)s::regnamespace AND NOT tgisinternal UNION ALL"
            " SELECT 'r', relname, coalesce(relacl::text, ''), '', '', '' FROM pg_class"
            " WHERE relnamespace = %(s)s::regnamespace ORDER BY 1, 2, 3",
            {"s": schema},
        ).fetchall()
    return [tuple(str(value).replace(schema, "SCHEMA") for value in row) for row in rows]


def test_preparing_twice_changes_nothing(app, config):
    with app.app_context():
        bootstrap(config)
        bootstrap(config)


def test_all_workspaces_are_alike(app, config):
    made = [provisioning.provision(config) for _ in range(2)]
    assert fingerprint(config, made[0]) == fingerprint(config, made[1])
    assert len(fingerprint(config, made[0])) > 100


def test_the_same_role_made_by_another_database_at_the_same_moment_is_no_trouble(config):
    with migrator.connect(config) as connection:
        connection.execute("SELECT setval('partage.tenants_id_seq', 70000)")
    with psycopg.connect(os.environ["TEST_DATABASE_URL"].replace("+psycopg", "")) as other:
        other.execute("SET ROLE comptoir_migration; CREATE ROLE t_70001 NOLOGIN; GRANT t_70001 TO comptoir_app")
        committing = threading.Timer(0.3, other.commit)
        committing.start()
        assert provisioning.provision(config) == "t_70001"
        committing.join()
    provisioning.drop(config, "t_70001")


def test_failed_provisioning_leaves_nothing(app, config, monkeypatch):
    with migrator.connect(config) as connection:
        before = connection.execute("SELECT count(*) FROM pg_namespace").fetchone()
    monkeypatch.setattr(provisioning, "after_sql", lambda schema: "SELECT 1/0;")
    with pytest.raises(psycopg.errors.DivisionByZero):
        provisioning.provision(config)
    with migrator.connect(config) as connection:
        assert connection.execute("SELECT count(*) FROM pg_namespace").fetchone() == before


def test_reserve_is_filled_to_what_is_wanted(app, config):
    provisioning.fill_reserve(config, 6)
    assert provisioning.fill_reserve(config, 6) == 0


def test_two_companies_of_one_name_get_two_addresses(app, config):
    provisioning.fill_reserve(config, 6)
    with app.app_context():
        slugs = [provisioning.take_from_reserve("Maçonnerie de l’Œuf").slug for _ in range(2)]
        db.session.rollback()
    assert slugs == ["maconnerie-de-l-oeuf", "maconnerie-de-l-oeuf-2"]


def test_reserved_words_are_never_addresses(app):
    with app.app_context():
        assert provisioning.free_slug("Connexion") == "connexion-2"
        assert provisioning.free_slug("日本") == "espace"


def schema_of(slug: str) -> str:
    return db.session.scalar(select(Tenant.schema_name).where(Tenant.slug == slug))


def test_company_travels_whole(app, config, tmp_path):
    with app.app_context():
        schema = schema_of("menuiserie-dupont")
        with tenant_transaction(schema):
            create_label("Chêne", "ambre")
            digest = storage.put(b"un fichier")
        path = tmp_path / "dupont.zip"
        archive.export(config, schema, path, PHRASE)
        copy, slug = restoration.restore(config, path, PHRASE)
        assert slug == "menuiserie-dupont-2" and copy != schema
        with tenant_transaction(copy):
            assert storage.get(digest) == b"un fichier"
            assert db.session.scalar(select(Membre.prenom)) == "David"
            assert create_label("Hêtre", "vert").id > 1


def test_people_of_an_archive_find_their_account_again(app, config, tmp_path):
    with app.app_context():
        path = tmp_path / "dupont.zip"
        archive.export(config, schema_of("menuiserie-dupont"), path, PHRASE)
        david = db.session.scalar(select(Account).where(Account.email == "david@menuiserie-dupont.example"))
        password = david.password_hash = hash_password("changé depuis longtemps")
        db.session.commit()
        copy, _ = restoration.restore(config, path, PHRASE)
        with tenant_transaction(copy):
            assert db.session.scalar(select(Membre.compte_id)) == david.id
        db.session.refresh(david)
        assert david.password_hash == password
        david.password_hash = hash_password(PASSWORD)
        db.session.commit()


def test_damaged_archive_is_refused_and_leaves_no_company(app, config, tmp_path):
    import zipfile

    with app.app_context():
        path, bad = tmp_path / "dupont.zip", tmp_path / "abime.zip"
        archive.export(config, schema_of("menuiserie-dupont"), path, PHRASE)
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as target:
            for name in source.namelist():
                content = source.read(name)
                target.writestr(name, content.replace(b"David", b"Denis") if name.startswith("tables/") else content)
        before = db.session.scalar(select(func.count(Tenant.id)).where(Tenant.slug.is_not(None)))
        db.session.rollback()
        with pytest.raises(archive.ArchiveRefused, match="abîmée"):
            restoration.restore(config, bad, PHRASE)
        assert db.session.scalar(select(func.count(Tenant.id)).where(Tenant.slug.is_not(None))) == before


def test_suspended_company_closes_and_opens_again(app, david):
    runner = app.test_cli_runner()
    assert david.get("/").status_code == 200
    runner.invoke(args=["tenants", "suspend", "menuiserie-dupont"])
    assert david.get("/").status_code == 404
    runner.invoke(args=["tenants", "suspend", "menuiserie-dupont", "--reprendre"])
    assert david.get("/").status_code == 200


def test_deleted_company_leaves_nothing(app, config):
    runner = app.test_cli_runner()
    provisioning.fill_reserve(config, 2)
    with app.app_context():
        slug = provisioning.take_from_reserve("À supprimer").slug
        schema = schema_of(slug)
        db.session.commit()
    assert runner.invoke(args=["tenants", "delete", slug, "--oui"]).exit_code == 0
    with app.app_context():
        assert schema_of(slug) is None
    with migrator.connect(config) as connection:
        assert not connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone()
