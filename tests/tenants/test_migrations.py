"""Each company migrates in a transaction of its own: one that breaks spares the others, and the run resumes."""

import pytest

from tenants import migrator, provisioning
from tests.bouncer import BOTH_WAYS

pytestmark = BOTH_WAYS


@pytest.fixture
def config(app):
    return app.config["COMPTOIR"]


@pytest.fixture
def next_revision(monkeypatch):
    """A migration to come: one column more."""
    monkeypatch.setattr(migrator, "head", lambda tree: "9999")
    change = "ALTER TABLE etiquettes ADD COLUMN essai text; UPDATE alembic_version SET version_num = '9999';"
    monkeypatch.setattr(migrator, "upgrade_sql", lambda tree, start="base": change)


def test_broken_migration_spares_the_others_and_resumes(app, config, next_revision):
    provisioning.provision(config)
    with migrator.connect(config) as connection:
        total = connection.execute("SELECT count(*) FROM partage.tenants").fetchone()[0]
        connection.execute("SET LOCAL ROLE comptoir_owner; ALTER TABLE t_00001.etiquettes ADD COLUMN essai text")
    reports = []
    assert migrator.migrate_all(config, report=reports.append) == 1
    assert len(reports) == total
    (failed,) = [one for one in reports if one.error]
    assert failed.schema == "t_00001" and "essai" in failed.error
    with migrator.connect(config) as connection:
        connection.execute("SET LOCAL ROLE comptoir_owner; ALTER TABLE t_00001.etiquettes DROP COLUMN essai")
    again = []
    assert migrator.migrate_all(config, report=again.append) == 0
    assert [one.schema for one in again] == ["t_00001"]


def test_busy_company_is_retried_then_reported(app, config, next_revision, monkeypatch):
    monkeypatch.setattr(migrator, "LOCK_TIMEOUT", "100ms")
    schema = provisioning.provision(config)
    with migrator.connect(config) as holder:
        holder.execute(f"SET LOCAL ROLE comptoir_owner; LOCK TABLE {schema}.etiquettes")
        reports = []
        assert migrator.migrate_all(config, report=reports.append) == 1
    assert migrator.migrate_all(config) == 0
