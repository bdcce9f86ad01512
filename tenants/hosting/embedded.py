"""The two servers of an instance: ours when the operator gives none, in one locked data folder."""

import contextlib
import hashlib
import os
import re
import stat
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tenants.hosting import postgres, valkey
from tenants.hosting.environment import SERVICES_NAME, folder_lock, normalise_database_url, publish_services
from tenants.hosting.errors import HostingError
from tenants.hosting.processes import server_owners

LONGEST_SOCKET_PATH = 100  # the kernel takes 108 bytes, 104 on macOS
SOCKET_NAME_ROOM = len("/.s.PGSQL.5432.lock")


class Services:
    """`start()` gives DATABASE_URL and REDIS_URL. `durable=False` trades safety for speed: throw-away data only."""

    def __init__(self, root: Path | str, durable: bool = True, environ: Mapping[str, str] = os.environ):
        self.root = Path(root).absolute()
        self.durable = durable
        self.environ = environ
        self.logs = self.root / "journaux"
        self.urls: dict[str, str] = {}
        self.servers: list[postgres.Postgres | valkey.Valkey] = []
        self.is_ours = False
        self._held = contextlib.ExitStack()

    def start(self) -> dict[str, str]:
        self.root.mkdir(mode=0o711, parents=True, exist_ok=True)
        self._lock()
        self.is_ours = True
        try:
            self.logs.mkdir(mode=0o700, exist_ok=True)
            self.urls["DATABASE_URL"] = self._given_database() or self._embed(postgres.Postgres)
            self.urls["REDIS_URL"] = self._given_redis() or self._embed(valkey.Valkey)
            publish_services(self.root, self.urls)
        except BaseException:
            self.stop()
            raise
        return self.urls

    def stop(self) -> None:
        if not self.is_ours:
            return
        (self.root / SERVICES_NAME).unlink(missing_ok=True)
        while self.servers:
            self.servers.pop().stop()
        with contextlib.suppress(OSError):
            socket_path(self.root).rmdir()
        self._held.close()
        self.is_ours = False

    def restart_dead(self) -> list[str]:
        """Raise again the servers that died, on the same sockets; gives their names."""
        dead = [server for server in self.servers if server.is_dead()]
        for server in dead:
            server.start()
        return [server.name for server in dead]

    def __enter__(self) -> "Services":
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def _lock(self) -> None:
        end = time.monotonic() + 1.5
        while not self._held.enter_context(folder_lock(self.root)):
            if time.monotonic() > end:
                raise HostingError(f"Une autre instance de Comptoir utilise déjà {self.root}.")
            time.sleep(0.05)

    def _given_database(self) -> str | None:
        url = normalise_database_url(self.environ.get("DATABASE_URL", ""))
        if url:
            postgres.check_external(url)
        return url or None

    def _given_redis(self) -> str | None:
        url = self.environ.get("REDIS_URL")
        if url:
            valkey.check_external(url)
        return url or None

    def _embed(self, kind: type[postgres.Postgres | valkey.Valkey]) -> str:
        server = kind(self.root, socket_folder(self.root), self.logs, self.durable)
        self.servers.append(server)
        server.start()
        return server.url


def socket_path(root: Path) -> Path:
    """Short and plain: beside the data when that is, else in the temporary folder."""
    folder = root / "run"
    plain = re.fullmatch(r"[A-Za-z0-9/._-]+", str(folder))
    if not plain or len(str(folder)) + SOCKET_NAME_ROOM > LONGEST_SOCKET_PATH:
        name = hashlib.sha256(str(root).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"comptoir-{os.getuid()}-{name}"
    return folder


def socket_folder(root: Path) -> Path:
    folder = socket_path(root)
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_mode & 0o077 or found.st_uid not in server_owners():
        raise HostingError(f"{folder} doit être un dossier privé (0700) qui vous appartient : supprimez-le.")
    return folder
