"""Files, named by company and by the SHA-256 of their content: written once, never changed."""

import hashlib
import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from flask import current_app

from tenants.config import Config
from tenants.current import current_schema


class FileMissing(RuntimeError):
    """A file the database knows is absent from the storage."""


class Folder:
    """A company's files in a folder, of this machine or shared between several."""

    def __init__(self, root: Path):
        self.root = root

    def has(self, digest: str) -> bool:
        return self._path(digest).exists()

    def write(self, digest: str, content: BinaryIO) -> None:
        path = self._path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as temporary:
            shutil.copyfileobj(content, temporary)
            temporary.flush()
            os.fsync(temporary.fileno())
        Path(temporary.name).replace(path)

    def read(self, digest: str) -> bytes:
        try:
            return self._path(digest).read_bytes()
        except FileNotFoundError:
            raise FileMissing(digest) from None

    def names(self) -> list[str]:
        return sorted(path.name for path in self.root.rglob("*") if path.is_file() and len(path.name) == 64)

    def clear(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def _path(self, digest: str) -> Path:
        return self.root / digest[:2] / digest


def of(config: Config, schema: str) -> Folder:
    """The files of a company."""
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
    return _here().read(digest)


def _here() -> Folder:
    return of(current_app.config["COMPTOIR"], current_schema())


def _put(content: BinaryIO) -> str:
    digest = hashlib.file_digest(content, "sha256").hexdigest()
    if not _here().has(digest):
        content.seek(0)
        _here().write(digest, content)
    return digest
