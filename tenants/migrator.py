"""Migrations: the shared schema once; each company's by one message in one transaction, resumable.

The Alembic revisions are compiled to SQL once per starting point, then the same text is sent to every company.
"""

import io
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import psycopg
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

from tenants.config import ROOT, Config

MIGRATION_LOCK = 7_201_002
LOCK_TIMEOUT = "2s"
TRIES = 3


@dataclass(frozen=True)
class Migrated:
    """How one company's migration ended: `error` is None when it went through."""

    schema: str
    error: str | None


def alembic_config(tree: str, output: io.StringIO | None = None) -> AlembicConfig:
    config = AlembicConfig(output_buffer=output) if output else AlembicConfig()
    config.set_main_option("script_location", str(ROOT / "migrations" / tree))
    config.set_main_option("path_separator", "os")
    return config


@cache
def head(tree: str) -> str:
    return ScriptDirectory.from_config(alembic_config(tree)).get_current_head()


@cache
def upgrade_sql(tree: str, start: str = "base") -> str:
    """The SQL from one revision to the head, guarded against a schema that is not where it says."""
    buffer = io.StringIO()
    command.upgrade(alembic_config(tree, buffer), f"{start}:head", sql=True)
    return buffer.getvalue()


@cache
def _after_sql() -> str:
    folder = ROOT / "migrations" / "tenant"
    return (folder / "triggers.sql").read_text() + (folder / "grants.sql").read_text()


def after_sql(schema: str) -> str:
    """What follows every migration of a company: its triggers, and the rights of its role."""
    return _after_sql().replace("{schema}", schema)


def connect(config: Config) -> psycopg.Connection:
    url = config.login_url("comptoir_migration").set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), prepare_threshold=None)


def migrate_shared(config: Config) -> None:
    with connect(config) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
        connection.execute("SET LOCAL ROLE comptoir_owner; SET LOCAL search_path = partage, extensions")
        exists = connection.execute("SELECT to_regclass('partage.alembic_version') IS NOT NULL").fetchone()[0]
        start = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0] if exists else "base"
        if start != head("shared"):
            connection.execute(upgrade_sql("shared", start))
        connection.execute(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA partage TO comptoir_partage;"
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA partage TO comptoir_partage;"
            "REVOKE ALL ON partage.alembic_version FROM comptoir_partage"
        )


def migrate_all(config: Config, *, workers: int = 2, report: Callable[[Migrated], None] = lambda one: None) -> int:
    """Bring every company to the head; a failing one is reported and does not stop the others. Returns the failures."""
    with connect(config) as connection:
        # Held by a transaction, idle as long as the others work: a session's lock would outlive us behind PgBouncer.
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        if not connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (MIGRATION_LOCK,)).fetchone()[0]:
            raise RuntimeError("Une migration est déjà en cours.")
        todo = connection.execute(
            "SELECT schema_name, revision FROM partage.tenants WHERE revision <> %s ORDER BY id", (head("tenant"),)
        ).fetchall()
        for start in {revision for _, revision in todo}:
            upgrade_sql("tenant", start)
        failures = 0
        for one in _migrate_many(config, todo, workers):
            report(one)
            failures += one.error is not None
        return failures


def _migrate_many(config: Config, todo: list[tuple[str, str]], workers: int) -> Iterator[Migrated]:
    def work(share: list[tuple[str, str]]) -> list[Migrated]:
        with connect(config) as connection:
            return [_migrate_one(connection, schema, start) for schema, start in share]

    shares = [todo[i : i + 25] for i in range(0, len(todo), 25)]
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for migrated in pool.map(work, shares):
            yield from migrated


def _migrate_one(connection: psycopg.Connection, schema: str, start: str) -> Migrated:
    for attempt in range(TRIES):
        try:
            _run(connection, schema, start)
            return Migrated(schema, None)
        except psycopg.errors.LockNotAvailable as error:
            connection.rollback()
            problem = error
            time.sleep(0.2 * (attempt + 1))
        except psycopg.Error as error:
            connection.rollback()
            problem = error
            break
    message = str(problem).strip()[:500]
    connection.execute("UPDATE partage.tenants SET revision_error = %s WHERE schema_name = %s", (message, schema))
    connection.commit()
    return Migrated(schema, message)


def _run(connection: psycopg.Connection, schema: str, start: str) -> None:
    connection.execute(
        f"SET LOCAL ROLE comptoir_owner; SET LOCAL search_path = {schema}, extensions;"
        f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}';"
        f"{_guard(start)}{upgrade_sql('tenant', start)}{after_sql(schema)}"
        f"UPDATE partage.tenants SET revision = '{head('tenant')}', revision_error = NULL "
        f"WHERE schema_name = '{schema}'"
    )
    connection.commit()


def _guard(start: str) -> str:
    return (
        "DO $$ BEGIN IF (SELECT version_num FROM alembic_version) IS DISTINCT FROM "
        f"'{start}' THEN RAISE EXCEPTION 'schema is not at revision {start}'; END IF; END $$;"
    )
