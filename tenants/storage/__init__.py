"""Files, named by company and by the SHA-256 of their content: written once, never changed.

Who stores a file holds its name until the record that cites it is committed, so that nobody erases it in between.
"""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from flask import current_app
from sqlalchemy import ColumnElement, func, select

from tenants.config import Config
from tenants.current import current_schema
from tenants.database import db
from tenants.storage.errors import FileMissing, StorageUnreachable
from tenants.storage.folder import Folder

if TYPE_CHECKING:
    from tenants.storage.bucket import Bucket

__all__ = ["FileMissing", "StorageUnreachable", "claim", "delete", "get", "of", "put", "put_file", "stream"]


def of(config: Config, schema: str) -> "Folder | Bucket":
    """The files of a company: in the bucket when one is configured, else in the instance's folder."""
    if config.bucket:
        from tenants.storage.bucket import Bucket

        return Bucket(config.bucket, schema)
    return Folder(config.data / "fichiers" / schema)


def put(content: bytes) -> str:
    """Store `content` for the company at work and return its SHA-256. Storing the same bytes again is harmless."""
    return _put(io.BytesIO(content))


def put_file(source: Path) -> str:
    """Store a file, however large, read by pieces; returns its SHA-256. The source is left where it is."""
    with source.open("rb") as opened:
        return _put(opened)


def get(digest: str) -> bytes:
    """The bytes stored under this SHA-256 by the company at work. Raises FileMissing."""
    with _here().open(digest) as content:
        return content.read()


def stream(digest: str) -> Iterator[bytes]:
    """The same by pieces, that may be read once the company is left. Raises FileMissing before the first."""
    files = _here()
    if not files.has(digest):
        raise FileMissing(digest)
    return _pieces(files, digest)


def _pieces(files: "Folder | Bucket", digest: str) -> Iterator[bytes]:
    with files.open(digest) as content:
        while piece := content.read(2**18):
            yield piece


def claim(digests: list[str]) -> list[str]:
    """Those that nobody is storing. Until the end of the transaction, who would store them waits."""
    return [digest for digest in digests if db.session.scalar(select(func.pg_try_advisory_xact_lock(_lock(digest))))]


def delete(digest: str) -> None:
    """Erase a file that was claimed, and that no record cites any more. Erasing it again is harmless."""
    _here().delete(digest)


def _lock(digest: str) -> ColumnElement:
    return func.hashtextextended(f"fichier {current_schema()} {digest}", 0)


def _here() -> "Folder | Bucket":
    return of(current_app.config["COMPTOIR"], current_schema())


def _put(content: BinaryIO) -> str:
    digest = hashlib.file_digest(content, "sha256").hexdigest()
    db.session.execute(select(func.pg_advisory_xact_lock_shared(_lock(digest))))
    if not _here().has(digest):
        content.seek(0)
        _here().write(digest, content)
    return digest
