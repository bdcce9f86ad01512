"""Files, named by company and by the SHA-256 of their content: written once, never changed."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from flask import current_app

from tenants.current import current_schema


class FileMissing(RuntimeError):
    """A file the database knows is absent from the storage."""


def put(content: bytes) -> str:
    """Store `content` for the company at work and return its SHA-256. Storing the same bytes again is harmless."""
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as temporary:
            temporary.write(content)
            temporary.flush()
            os.fsync(temporary.fileno())
        Path(temporary.name).replace(path)
    return digest


def put_file(source: Path) -> str:
    """Store a file, however large, read by pieces; returns its SHA-256. The source is left where it is."""
    with source.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    path = _path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as temporary, source.open("rb") as opened:
            shutil.copyfileobj(opened, temporary)
            temporary.flush()
            os.fsync(temporary.fileno())
        Path(temporary.name).replace(path)
    return digest


def get(digest: str) -> bytes:
    """The bytes stored under this SHA-256 by the company at work. Raises FileMissing."""
    try:
        return _path(digest).read_bytes()
    except FileNotFoundError:
        raise FileMissing(digest) from None


def folder(schema: str) -> Path:
    """Where a company's files are."""
    return Path(current_app.config["COMPTOIR"].data) / "fichiers" / schema


def _path(digest: str) -> Path:
    return folder(current_schema()) / digest[:2] / digest
