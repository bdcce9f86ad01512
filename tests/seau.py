"""A real S3 server for the tests: rclone serving a folder, where each bucket is a folder and each object a file."""

import hashlib
import io
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tenants.config import BucketAddress
from tenants.hosting.processes import dies_with_parent
from tenants.hosting.settings import free_port

KEY, SECRET, NAME = "CLE", "le/secret+du:seau", "comptoir"


def keep(files, content: bytes) -> str:
    """Write in a company's files; returns the SHA-256."""
    files.write(digest := hashlib.sha256(content).hexdigest(), io.BytesIO(content))
    return digest


def read(files, digest: str) -> bytes:
    with files.open(digest) as content:
        return content.read()


class Seau:
    """Listens on 127.0.0.1, and refuses what its key has not signed."""

    def __init__(self, folder: Path):
        self.root = folder
        self.folder = folder / NAME
        self.folder.mkdir()
        self.port = free_port()
        self.address = BucketAddress(f"http://127.0.0.1:{self.port}", NAME, "fr-par", KEY, SECRET)

    def __enter__(self):
        command = [Path(sys.executable).with_name("rclone"), "serve", "s3", "--config", "", "--quiet"]
        command += ["--addr", f"127.0.0.1:{self.port}", "--auth-key", f"{KEY},{SECRET}", self.root]
        self.process = subprocess.Popen(command, preexec_fn=dies_with_parent(signal.SIGTERM))
        end = time.monotonic() + 60
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("rclone did not start")
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def paths(self, schema: str) -> list[str]:
        """The objects of a company, as the server keeps them on its disk."""
        return sorted(
            str(path.relative_to(self.folder)) for path in (self.folder / schema).rglob("*") if path.is_file()
        )

    def _listens(self) -> bool:
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
