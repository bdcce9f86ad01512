"""PgBouncer in transaction mode, as docs/exploitation.md advises it, with fewer connections than tests have threads."""

import signal
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tenants.hosting import preflight
from tenants.hosting.processes import Identity, Server, server_environment

POOL = 4
BOTH_WAYS = pytest.mark.parametrize("server", ["direct", "pgbouncer"], indirect=True, scope="module")
"""As `pytestmark`: the same tests, straight to the database then through PgBouncer."""
SETTINGS = """
[databases]
* = host={database}
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
auth_type = hba
auth_hba_file = {folder}/hba
auth_file = {folder}/users
auth_user = {user}
auth_query = SELECT rolname, rolpassword FROM pg_authid WHERE rolname = $1 AND rolcanlogin
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 200
query_wait_timeout = 60
server_reset_query = RESET ROLE; RESET ALL
server_reset_query_always = 1
"""


class Bouncer(Server):
    def __init__(self, folder: Path, database: str):
        super().__init__("pgbouncer", folder, signal.SIGINT)
        self.folder, self.direct = folder, make_url(database)
        self.url = self.direct.update_query_dict({"host": str(folder), "port": "6432"}).render_as_string()

    def __enter__(self) -> "Bouncer":
        program = Path(preflight.bouncer())
        identity = Identity.find(program)
        identity.take(self.folder)
        user, files = self.direct.username, {"hba": "local all postgres trust\nlocal all all scram-sha-256\n"}
        files["users"] = f'"{user}" ""\n'
        files["ini"] = SETTINGS.format(folder=self.folder, database=self.direct.query["host"], user=user, pool=POOL)
        for name, content in files.items():
            (self.folder / name).write_text(content)
        command = [*identity.prefix, program, self.folder / "ini"]
        self.spawn(command, server_environment(), **identity.options())
        self.wait_until(self._answers, 60)
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url.replace("+psycopg", ""), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True
