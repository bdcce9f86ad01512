"""One company in one file: its rows, its files and who may log in, to keep or to open on another instance.

A ZIP of one CSV per table, the stored files, and a manifest with the revision, the counts and every SHA-256. The
company's key travels in it, wrapped by a pass phrase, and seals the manifest: what was sealed here is verified there.
"""

import csv
import hashlib
import io
import json
import secrets
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import psycopg
from sqlalchemy import Table

from tenants import storage, vault
from tenants.config import Config
from tenants.database import db
from tenants.errors import Refused
from tenants.migrator import connect

FORMAT = 2
PHRASE_LENGTH = 12


class ArchiveRefused(Refused):
    """The file is not an archive of ours, is damaged, or of another version; or the pass phrase is wrong. In French."""


def export(
    config: Config, schema: str, path: Path, phrase: str, report: Callable[[str, int], None] = lambda table, rows: None
) -> None:
    """Write the archive of a company, as it is at one instant. The file appears whole or not at all.

    Raises ArchiveRefused when the pass phrase is too short to protect the company's key.
    """
    if len(phrase) < PHRASE_LENGTH:
        raise ArchiveRefused(f"La phrase secrète compte {PHRASE_LENGTH} caractères au moins.")
    draft = path.with_suffix(path.suffix + ".partiel")
    with connect(config) as connection, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute(f"SET LOCAL ROLE comptoir_owner; SET LOCAL search_path = {schema}, extensions")
        manifest = {"tables": {}}
        for table in tables():
            content = _dump(connection, table)
            archive.writestr(f"tables/{table.name}.csv", content)
            lines = _count(content)
            manifest["tables"][table.name] = {"lignes": lines, "sha256": hashlib.sha256(content).hexdigest()}
            report(table.name, lines)
        manifest |= _identity(connection, schema) | {"fichiers": _add_files(archive, config, schema)}
        manifest |= _seal(manifest, _key(connection, config, schema), phrase)
        archive.writestr("manifeste.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    draft.replace(path)


def tables() -> list[Table]:
    """The tables of a company, each after those it refers to."""
    return list(db.metadata.sorted_tables)


def columns_of(table: Table) -> str:
    """The columns an archive keeps, as SQL: all but the computed ones."""
    return ", ".join(f'"{column.name}"' for column in table.columns if column.computed is None)


def _dump(connection: psycopg.Connection, table: Table) -> bytes:
    query = f'COPY (SELECT {columns_of(table)} FROM "{table.name}" ORDER BY 1) TO STDOUT (FORMAT csv, HEADER)'
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


def _key(connection: psycopg.Connection, config: Config, schema: str) -> str:
    query = "SELECT wrapped_key FROM partage.tenants WHERE schema_name = %s"
    return vault.of_instance(config).decrypt(connection.execute(query, (schema,)).fetchone()[0])


def _seal(manifest: dict, key: str, phrase: str) -> dict:
    salt = secrets.token_bytes(16)
    wrapped = {"sel": salt.hex(), "enveloppe": vault.of_phrase(phrase, salt).encrypt(key)}
    return {"cle": wrapped, "sceau": vault.Vault(key).seal("archive", canonical(manifest))}


def canonical(manifest: dict) -> bytes:
    """What the seal of a manifest covers."""
    sealed = {name: value for name, value in manifest.items() if name not in ("cle", "sceau")}
    return json.dumps(sealed, sort_keys=True, ensure_ascii=False).encode()


def _add_files(archive: zipfile.ZipFile, config: Config, schema: str) -> list[str]:
    files = storage.of(config, schema)
    names = files.names()
    for name in names:
        with files.open(name) as content, archive.open(f"fichiers/{name}", "w") as copy:
            shutil.copyfileobj(content, copy)
    return names
