"""Children that never outlive us, even when we are killed, and servers that refuse to run as root."""

import contextlib
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tenants.hosting.errors import HostingError

PR_SET_PDEATHSIG = 1
LINUX = sys.platform.startswith("linux")
NOBODY = "nobody"


def dies_with_parent(with_signal: int) -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel sends `with_signal` to the child when we die, kill -9 included.

    The tie is to the thread that spawns: start children from a thread that lives as long as the program.
    """
    if not LINUX:
        return None
    libc, parent = ctypes.CDLL(None, use_errno=True), os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, with_signal, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie


class Identity:
    """Who runs a server that refuses uid 0: ourselves, ourselves seen as `nobody`, or `nobody`."""

    def __init__(self, prefix: Sequence[str] = (), user: str | None = None):
        self.prefix = list(prefix)
        self.user = user

    @classmethod
    def find(cls, program: Path) -> "Identity":
        if os.geteuid() != 0:
            return cls()
        for candidate in (cls._in_user_namespace(), cls(user=NOBODY)):
            if candidate and candidate.can_run(program):
                return candidate
        raise HostingError(
            "PostgreSQL refuse de tourner sous le compte root, et ni « unshare --user » ni le compte « nobody » "
            "ne conviennent ici. Lancez Comptoir avec un compte ordinaire, ou définissez DATABASE_URL."
        )

    @classmethod
    def _in_user_namespace(cls) -> "Identity | None":
        """Files stay root's, nothing is opened to others. Entering it may untie from the parent: tie again."""
        if not (shutil.which("unshare") and shutil.which("setpriv")):
            return None
        return cls(
            prefix=["unshare", "--user", "--map-user=65534", "--map-group=65534", "setpriv", "--pdeathsig", "INT"]
        )

    def can_run(self, program: Path) -> bool:
        try:
            done = subprocess.run([*self.prefix, program, "--version"], capture_output=True, **self.options())
        except (OSError, LookupError):
            return False
        return done.returncode == 0

    def options(self) -> dict:
        return {"user": self.user, "group": "nogroup", "extra_groups": []} if self.user else {}

    def take(self, folder: Path) -> None:
        """Own `folder`, and be able to walk to it."""
        if self.user:
            shutil.chown(folder, self.user, "nogroup")
            folder.parent.chmod(folder.parent.stat().st_mode | 0o011)


def server_owners() -> set[int]:
    """The users whose folders a server of ours may own."""
    return {os.getuid()} if os.getuid() else {0, pwd.getpwnam(NOBODY).pw_uid}


class Server:
    """One server process: its log, its stop signal."""

    def __init__(self, name: str, logs: Path, stop_signal: signal.Signals):
        self.name = name
        self.log = logs / f"{name}.log"
        self.stop_signal = stop_signal
        self.process: subprocess.Popen | None = None

    def spawn(self, command: Sequence[str | Path], environ: Mapping[str, str], **options) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environ,
                start_new_session=True,
                preexec_fn=dies_with_parent(self.stop_signal),
                **options,
            )

    def wait_until(self, ready: Callable[[], bool], seconds: float = 300) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.is_dead():
                raise HostingError(f"{self.name} s’est arrêté (code {self.process.returncode}) :\n{self.tail()}")
            if ready():
                return
            time.sleep(0.02)
        raise HostingError(f"{self.name} ne répond pas après {seconds:.0f} s. Journal : {self.log}")

    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self, seconds: float = 20) -> None:
        """Ask, then insist (an immediate shutdown for PostgreSQL), then kill."""
        if self.process is None:
            return
        for sent, patience in ((self.stop_signal, seconds), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            if self.process.poll() is not None:
                break
            self.process.send_signal(sent)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        self.process = None

    def tail(self, size: int = 2000) -> str:
        return tail(self.log, size)


def tail(log: Path, size: int = 2000) -> str:
    try:
        return log.read_bytes()[-size:].decode(errors="replace").strip()
    except FileNotFoundError:
        return ""


def server_environment() -> dict[str, str]:
    """Ours without what would turn a PostgreSQL or a locale aside (PGPORT, PGOPTIONS, LC_ALL…)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


def package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise HostingError(
            f"Le paquet Python « {name} » manque : relancez bin/run, ou définissez DATABASE_URL et REDIS_URL."
        )
    return Path(next(iter(spec.submodule_search_locations)))
