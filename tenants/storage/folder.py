"""A company's files in a folder."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from tenants.storage.errors import FileMissing


class Folder:
    """A company's files in a folder, of this machine or shared between several."""

    def __init__(self, root: Path):
        self.root = root

    def answers(self) -> bool:
        """Whether files can be written here."""
        with suppress(OSError):
            self.root.mkdir(parents=True, exist_ok=True)
        return os.access(self.root, os.W_OK)

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

    @contextmanager
    def open(self, digest: str) -> Iterator[BinaryIO]:
        """The content, to read by pieces. Raises FileMissing."""
        try:
            content = self._path(digest).open("rb")
        except FileNotFoundError:
            raise FileMissing(digest) from None
        with content:
            yield content

    def delete(self, digest: str) -> None:
        self._path(digest).unlink(missing_ok=True)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.root.rglob("*") if path.is_file() and len(path.name) == 64)

    def clear(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def _path(self, digest: str) -> Path:
        return self.root / digest[:2] / digest
