"""Prepares a database for the instance: roles, schemas, extensions, hardening, the schema `partage`."""

from pathlib import Path

import psycopg
from psycopg import sql

from tenants.config import Config
from tenants.migrator import migrate_shared

LOGINS = {"app": "comptoir_app", "partage": "comptoir_partage", "migration": "comptoir_migration"}
BOOTSTRAP_LOCK = 7_201_001


def psycopg_url(url) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def bootstrap(config: Config) -> None:
    """Idempotent. Needs a DATABASE_URL that may create roles and extensions."""
    script = Path(__file__).with_name("bootstrap.sql").read_text()
    passwords = {name: sql.Literal(config.derive(f"postgresql:{role}")) for name, role in LOGINS.items()}
    with psycopg.connect(_admin(config), autocommit=False) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (BOOTSTRAP_LOCK,))
        for name, literal in passwords.items():
            script = script.replace(f"{{{name}}}", literal.as_string(connection))
        connection.execute(script)
    migrate_shared(config)


def _admin(config: Config) -> str:
    from sqlalchemy.engine import make_url

    return psycopg_url(make_url(config.database_url))
