"""The settings every process reads, whoever starts it: the launcher, a terminal or the operator's own tools."""

import fcntl
import json
import os
import re
import secrets
import tempfile
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tenants.hosting.errors import HostingError

PROJECT = Path(__file__).resolve().parents[2]
LOCK_NAME = "verrou"
SERVICES_NAME = "services.json"
SECRET_NAME = "secret"
NO_DATABASE = (
    "Aucune base de données : lancez bin/run dans un autre terminal, ou définissez DATABASE_URL "
    "(et REDIS_URL) dans l’environnement."
)


def data_folder(environ: MutableMapping[str, str] = os.environ) -> Path:
    given = environ.get("COMPTOIR_DATA")
    return Path(given).absolute() if given else PROJECT / "var"


def normalise_database_url(url: str) -> str:
    """Hosts hand out `postgres://`; SQLAlchemy wants to be told which driver."""
    return re.sub(r"^(postgres|postgresql)://", "postgresql+psycopg://", url)


def load_environment(environ: MutableMapping[str, str] = os.environ) -> None:
    """Complete the environment with what the running launcher has published, and with the instance's secret."""
    data = data_folder(environ)
    environ["COMPTOIR_DATA"] = str(data)
    for name, value in published_services(data).items():
        environ.setdefault(name, value)
    if not environ.get("DATABASE_URL"):
        raise HostingError(NO_DATABASE)
    environ["DATABASE_URL"] = normalise_database_url(environ["DATABASE_URL"])
    if not environ.get("COMPTOIR_SECRET"):
        environ["COMPTOIR_SECRET"] = instance_secret(data)


def published_services(data: Path) -> dict[str, str]:
    """What a launcher publishes while it lives; the file left by a dead one says nothing true."""
    try:
        text = (data / SERVICES_NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    with folder_lock(data, shared=True) as free:
        return {} if free else json.loads(text)


@contextmanager
def folder_lock(data: Path, *, shared: bool = False) -> Iterator[IO[str] | None]:
    """Hold the lock of a data folder; gives None when somebody else has it."""
    with (data / LOCK_NAME).open("a") as handle:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield handle


def instance_secret(data: Path) -> str:
    """Made once, readable by its owner only; two processes that start together agree on the same one."""
    path = data / SECRET_NAME
    if not path.exists():
        data.mkdir(mode=0o711, parents=True, exist_ok=True)
        draft = write_private(path, secrets.token_urlsafe(48) + "\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def publish_services(data: Path, values: dict[str, str]) -> None:
    path = data / SERVICES_NAME
    write_private(path, json.dumps(values, indent=2) + "\n").replace(path)


def write_private(beside: Path, text: str) -> Path:
    return write_private_bytes(beside, text.encode())


def write_private_bytes(beside: Path, content: bytes) -> Path:
    """A complete 0600 draft in the same folder, ready to be renamed or linked."""
    descriptor, name = tempfile.mkstemp(prefix=f".{beside.name}-", dir=beside.parent)
    with os.fdopen(descriptor, "wb") as draft:
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
    return Path(name)
