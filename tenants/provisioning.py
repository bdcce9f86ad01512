"""Companies' workspaces: made ahead in reserve, opened in an instant, suspended, deleted."""

import re
import secrets
import unicodedata

from sqlalchemy import select

from tenants import storage, vault
from tenants.config import Config
from tenants.database import db
from tenants.middleware import is_valid_slug
from tenants.migrator import after_sql, connect, head, upgrade_sql
from tenants.registry import Tenant

RESERVE = 5


def provision(config: Config, slug: str | None = None, name: str | None = None) -> str:
    """Make one workspace, in reserve unless it has an address already; it opens when `activated_at` is set.

    Role, schema, tables and registry row are one transaction. Returns the schema.
    """
    with connect(config) as connection:
        number = connection.execute("SELECT nextval('partage.tenants_id_seq')").fetchone()[0]
        schema = f"t_{number:05d}"
        connection.execute(
            f"{_create_role(schema)} CREATE SCHEMA {schema} AUTHORIZATION comptoir_owner;"
            f"SET LOCAL ROLE comptoir_owner; SET LOCAL search_path = {schema}, extensions;"
            f"{upgrade_sql('tenant')}{after_sql(schema)}"
        )
        wrapped_key = vault.of_instance(config).encrypt(vault.new_key())
        connection.execute(
            "INSERT INTO partage.tenants (id, schema_name, slug, name, revision, wrapped_key) "
            "OVERRIDING SYSTEM VALUE VALUES (%s, %s, %s, %s, %s, %s)",
            (number, schema, slug, name, head("tenant"), wrapped_key),
        )
        return schema


def _create_role(role: str) -> str:
    """Roles are of the whole server: another database of it may have made the same one, even at this moment."""
    return (
        f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; GRANT {role} TO comptoir_app;"
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;"
    )


def fill_reserve(config: Config, wanted: int = RESERVE) -> int:
    """Provision until `wanted` workspaces wait in reserve. Returns how many were made."""
    with connect(config) as connection:
        ready = connection.execute(
            "SELECT count(*) FROM partage.tenants WHERE slug IS NULL AND revision = %s", (head("tenant"),)
        ).fetchone()[0]
    for _ in range(missing := max(0, wanted - ready)):
        provision(config)
    return missing


def take_from_reserve(name: str) -> Tenant | None:
    """Give a waiting workspace a name and an address made of it; it opens when `activated_at` is set.

    None when none waits.
    """
    waiting = select(Tenant).where(Tenant.slug.is_(None), Tenant.revision == head("tenant"))
    tenant = db.session.scalar(waiting.order_by(Tenant.id).limit(1).with_for_update(skip_locked=True))
    if tenant:
        tenant.slug, tenant.name = free_slug(name), name
        db.session.flush()
    return tenant


def free_slug(name: str) -> str:
    """An address nobody has, made of a company's name: « Atelier Lumen » gives `atelier-lumen`."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "-"))
    base = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")[:40].strip("-") or "espace"
    for suffix in ("", *(f"-{number}" for number in range(2, 1000))):
        slug = base + suffix
        if is_valid_slug(slug) and not db.session.scalar(select(Tenant.id).where(Tenant.slug == slug)):
            return slug
    return f"{base}-{secrets.token_hex(4)}"


def drop(config: Config, schema: str) -> None:
    """Delete a workspace for ever: schema, role, registry row with its key, memberships, files."""
    with connect(config) as connection:
        connection.execute(
            f"SET LOCAL ROLE comptoir_owner; DROP SCHEMA {schema} CASCADE;"
            f"DELETE FROM partage.tenants WHERE schema_name = '{schema}'"
        )
        connection.commit()
        in_use = connection.execute(
            "SELECT 1 FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid "
            "WHERE r.rolname = %s AND d.dbid <> (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND d.dbid <> 0",
            (schema,),
        ).fetchone()
        if not in_use:
            connection.execute(f"DROP ROLE {schema}")
    storage.of(config, schema).clear()
