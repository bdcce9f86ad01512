"""One company in one file: its rows, its files and who may log in, to keep or to open on another instance.

A ZIP of one CSV per table, the stored files, and a manifest with the revision, the counts and every SHA-256.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import psycopg
from sqlalchemy import Table

from tenants.config import Config
from tenants.database import db
from tenants.migrator import connect, head
from tenants.provisioning import free_slug, provision

FORMAT = 1
ACCOUNT_COLUMN = ("membres", "compte_id")


class ArchiveRefused(RuntimeError):
    """The file is not an archive of ours, is damaged, or comes from another version. The message is French."""


def export(
    config: Config, schema: str, path: Path, report: Callable[[str, int], None] = lambda table, rows: None
) -> None:
    """Write the archive of a company, as it is at one instant. The file appears whole or not at all."""
    draft = path.with_suffix(path.suffix + ".partiel")
    with connect(config) as connection, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute(f"SET LOCAL ROLE comptoir_owner; SET LOCAL search_path = {schema}, extensions")
        tables = {}
        for table in _tables():
            content = _dump(connection, table)
            archive.writestr(f"tables/{table.name}.csv", content)
            tables[table.name] = {"lignes": _count(content), "sha256": hashlib.sha256(content).hexdigest()}
            report(table.name, tables[table.name]["lignes"])
        files = _add_files(archive, config, schema)
        manifest = _identity(connection, schema) | {"tables": tables, "fichiers": files}
        archive.writestr("manifeste.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    draft.replace(path)


def _tables() -> list[Table]:
    return list(db.metadata.sorted_tables)


def _columns(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.computed is None]


def _copy(table: Table) -> str:
    columns = ", ".join(f'"{name}"' for name in _columns(table))
    return f'COPY "{table.name}" ({columns})'


def _dump(connection: psycopg.Connection, table: Table) -> bytes:
    columns = ", ".join(f'"{name}"' for name in _columns(table))
    query = f'COPY (SELECT {columns} FROM "{table.name}" ORDER BY 1) TO STDOUT (FORMAT csv, HEADER)'
    with connection.cursor().copy(query) as rows:
        return b"".join(bytes(chunk) for chunk in rows)


def _count(content: bytes) -> int:
    csv.field_size_limit(2**31 - 1)
    return sum(1 for _ in csv.reader(io.StringIO(content.decode()))) - 1


def _identity(connection: psycopg.Connection, schema: str) -> dict:
    connection.execute("SET LOCAL search_path = partage")
    row = connection.execute(
        "SELECT id, slug, name, revision FROM tenants WHERE schema_name = %s", (schema,)
    ).fetchone()
    people = connection.execute(
        "SELECT a.id, a.email, a.name, a.password_hash FROM accounts a JOIN memberships m ON m.account_id = a.id "
        "WHERE m.tenant_id = %s ORDER BY a.id",
        (row[0],),
    ).fetchall()
    keys = ("id", "email", "nom", "mot_de_passe")
    return {
        "format": FORMAT,
        "adresse": row[1],
        "nom": row[2],
        "version": row[3],
        "comptes": [dict(zip(keys, person, strict=True)) for person in people],
    }


def _files_folder(config: Config, schema: str) -> Path:
    return config.data / "fichiers" / schema


def _add_files(archive: zipfile.ZipFile, config: Config, schema: str) -> list[str]:
    paths = sorted(path for path in _files_folder(config, schema).rglob("*") if path.is_file() and len(path.name) == 64)
    for path in paths:
        archive.write(path, f"fichiers/{path.name}")
    return [path.name for path in paths]


def restore(config: Config, path: Path) -> tuple[str, str]:
    """Open the archived company as a new workspace, suspended nowhere and active. Returns (schema, slug).

    Raises ArchiveRefused; then nothing of it remains but a workspace in reserve.
    """
    with zipfile.ZipFile(path) as archive:
        manifest = _read_manifest(archive)
        _check(archive, manifest)
        schema = provision(config)
        with connect(config) as connection:
            connection.execute(f"SET LOCAL ROLE comptoir_owner; SET LOCAL search_path = {schema}, extensions")
            for table in _tables():
                connection.execute(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
            for table in _tables():
                _load(connection, table, archive.read(f"tables/{table.name}.csv"))
            for table in _tables():
                connection.execute(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
            accounts = _restore_accounts(connection, manifest["comptes"], schema)
            _reattach(connection, schema, accounts)
            slug = _activate(connection, manifest, schema)
        _restore_files(archive, manifest, config, schema)
    return schema, slug


def _read_manifest(archive: zipfile.ZipFile) -> dict:
    try:
        manifest = json.loads(archive.read("manifeste.json"))
    except (KeyError, ValueError):
        raise ArchiveRefused("Ce fichier n’est pas l’archive d’un espace de travail.") from None
    if manifest["format"] != FORMAT or manifest["version"] != head("tenant"):
        raise ArchiveRefused(
            f"Cette archive est de la version {manifest['version']}, l’instance est à la version {head('tenant')} : "
            "importez-la sur une instance de la même version, puis migrez."
        )
    return manifest


def _check(archive: zipfile.ZipFile, manifest: dict) -> None:
    for name, kept in manifest["tables"].items():
        if hashlib.sha256(archive.read(f"tables/{name}.csv")).hexdigest() != kept["sha256"]:
            raise ArchiveRefused(f"L’archive est abîmée : la table {name} a changé depuis l’export.")
    for digest in manifest["fichiers"]:
        if hashlib.sha256(archive.read(f"fichiers/{digest}")).hexdigest() != digest:
            raise ArchiveRefused(f"L’archive est abîmée : le fichier {digest[:12]}… a changé depuis l’export.")


def _load(connection: psycopg.Connection, table: Table, content: bytes) -> None:
    with connection.cursor().copy(f"{_copy(table)} FROM STDIN (FORMAT csv, HEADER)") as rows:
        rows.write(content)
    if "id" in table.columns:
        highest = f'(SELECT greatest(1, max(id)) FROM "{table.name}")'
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {highest})")


def _restore_accounts(connection: psycopg.Connection, people: list[dict], schema: str) -> dict[int, int]:
    """Old account number → the one on this instance; an e-mail already known keeps its own password."""
    connection.execute("SET LOCAL search_path = partage")
    numbers = {}
    for person in people:
        connection.execute(
            "INSERT INTO accounts (email, name, password_hash) VALUES (%s, %s, %s) ON CONFLICT (email) DO NOTHING",
            (person["email"], person["nom"], person["mot_de_passe"]),
        )
        found = connection.execute("SELECT id FROM accounts WHERE email = %s", (person["email"],)).fetchone()
        numbers[person["id"]] = found[0]
    return numbers


def _reattach(connection: psycopg.Connection, schema: str, accounts: dict[int, int]) -> None:
    table, column = ACCOUNT_COLUMN
    connection.execute(f"SET LOCAL search_path = {schema}, extensions")
    connection.execute(f"UPDATE {table} SET {column} = -{column}")
    for old, new in accounts.items():
        connection.execute(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", (new, -old))
    connection.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} < 0")
    connection.execute("SET LOCAL search_path = partage")
    for new in accounts.values():
        connection.execute(
            "INSERT INTO memberships (account_id, tenant_id) SELECT %s, id FROM tenants WHERE schema_name = %s",
            (new, schema),
        )


def _activate(connection: psycopg.Connection, manifest: dict, schema: str) -> str:
    taken = connection.execute("SELECT 1 FROM tenants WHERE slug = %s", (manifest["adresse"],)).fetchone()
    slug = free_slug(manifest["nom"]) if taken else manifest["adresse"]
    connection.execute(
        "UPDATE tenants SET slug = %s, name = %s, activated_at = now() WHERE schema_name = %s",
        (slug, manifest["nom"], schema),
    )
    return slug


def _restore_files(archive: zipfile.ZipFile, manifest: dict, config: Config, schema: str) -> None:
    for digest in manifest["fichiers"]:
        target = _files_folder(config, schema) / digest[:2] / digest
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(f"fichiers/{digest}"))
