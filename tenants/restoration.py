"""Opening the archive of a company (`tenants/archive.py`) as a new workspace of this instance."""

import hashlib
import hmac
import json
import zipfile
from pathlib import Path

import psycopg
from cryptography.fernet import InvalidToken
from sqlalchemy import Table

from tenants import storage, vault
from tenants.archive import FORMAT, ArchiveRefused, canonical, columns_of, tables
from tenants.config import Config
from tenants.migrator import connect, head
from tenants.provisioning import drop, free_slug, provision

ACCOUNT_COLUMN = ("membres", "compte_id")


def restore(config: Config, path: Path, phrase: str) -> tuple[str, str]:
    """Open the archived company as a new workspace, suspended nowhere and active. Returns (schema, slug).

    Raises ArchiveRefused or StorageUnreachable; then nothing of it remains.
    """
    with zipfile.ZipFile(path) as archive:
        manifest = _read_manifest(archive)
        key = _open(manifest, phrase)
        _check(archive, manifest)
        slug = _free_address(config, manifest)
        schema = provision(config, slug, manifest["nom"])
        try:
            _restore_files(archive, manifest, config, schema)
            _restore_rows(archive, manifest, config, schema, key)
        except BaseException:
            drop(config, schema)
            raise
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


def _open(manifest: dict, phrase: str) -> str:
    """The company's key, if the phrase is right and the manifest is as it was sealed."""
    wrapped = manifest["cle"]
    try:
        key = vault.of_phrase(phrase, bytes.fromhex(wrapped["sel"])).decrypt(wrapped["enveloppe"])
    except InvalidToken:
        raise ArchiveRefused("Cette phrase secrète n’est pas celle de l’archive.") from None
    if not hmac.compare_digest(vault.Vault(key).seal("archive", canonical(manifest)), manifest["sceau"]):
        raise ArchiveRefused("L’archive a été modifiée depuis l’export : son manifeste ne correspond plus à son sceau.")
    return key


def _check(archive: zipfile.ZipFile, manifest: dict) -> None:
    for name, kept in manifest["tables"].items():
        if hashlib.sha256(archive.read(f"tables/{name}.csv")).hexdigest() != kept["sha256"]:
            raise ArchiveRefused(f"L’archive est abîmée : la table {name} a changé depuis l’export.")
    for digest in manifest["fichiers"]:
        with archive.open(f"fichiers/{digest}") as content:
            intact = hashlib.file_digest(content, "sha256").hexdigest() == digest
        if not intact:
            raise ArchiveRefused(f"L’archive est abîmée : le fichier {digest[:12]}… a changé depuis l’export.")


def _free_address(config: Config, manifest: dict) -> str:
    with connect(config) as connection:
        taken = connection.execute("SELECT 1 FROM partage.tenants WHERE slug = %s", (manifest["adresse"],)).fetchone()
    return free_slug(manifest["nom"]) if taken else manifest["adresse"]


def _restore_files(archive: zipfile.ZipFile, manifest: dict, config: Config, schema: str) -> None:
    files = storage.of(config, schema)
    for digest in manifest["fichiers"]:
        with archive.open(f"fichiers/{digest}") as content:
            files.write(digest, content)


def _restore_rows(archive: zipfile.ZipFile, manifest: dict, config: Config, schema: str, key: str) -> None:
    with connect(config) as connection:
        connection.execute(f"SET LOCAL ROLE comptoir_owner; SET LOCAL search_path = {schema}, extensions")
        for table in tables():
            connection.execute(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
        for table in tables():
            _load(connection, table, archive.read(f"tables/{table.name}.csv"))
        for table in tables():
            connection.execute(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
        accounts = _restore_accounts(connection, manifest["comptes"], schema)
        _reattach(connection, schema, accounts)
        connection.execute(
            "UPDATE tenants SET wrapped_key = %s, activated_at = now() WHERE schema_name = %s",
            (vault.of_instance(config).encrypt(key), schema),
        )


def _load(connection: psycopg.Connection, table: Table, content: bytes) -> None:
    query = f'COPY "{table.name}" ({columns_of(table)}) FROM STDIN (FORMAT csv, HEADER)'
    with connection.cursor().copy(query) as rows:
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
