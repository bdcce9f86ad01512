import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from tenants.hosting import processes
from tenants.hosting.embedded import Services, socket_folder, socket_path
from tenants.hosting.environment import PROJECT
from tenants.hosting.errors import HostingError
from tenants.hosting.postgres import check_external
from tests.hosting.launched import command_of, eventually, processes_of


def start(root: Path) -> Services:
    services = Services(root, durable=False, environ={})
    services.start()
    return services


def connect(services: Services) -> psycopg.Connection:
    return psycopg.connect(services.urls["DATABASE_URL"].replace("+psycopg", ""), autocommit=True)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """One folder for all: the database is made once, then found again by each test."""
    folder = tmp_path_factory.mktemp("Société d’été")
    start(folder).stop()
    return folder


@pytest.fixture
def services(root):
    with Services(root, durable=False, environ={}) as services:
        yield services


def setting(services: Services, name: str) -> str:
    with connect(services) as connection:
        return connection.execute(f"SHOW {name}").fetchone()[0]


def test_publishes_its_addresses_to_its_owner_only_while_it_runs(root):
    services = start(root)
    published = root / "services.json"
    assert json.loads(published.read_text()) == services.urls
    assert stat.S_IMODE(published.stat().st_mode) == 0o600
    services.stop()
    assert not published.exists()
    assert not socket_path(root).exists()


def test_listens_on_private_sockets_alone(services):
    sockets = socket_folder(services.root)
    assert services.urls["DATABASE_URL"] == f"postgresql+psycopg://postgres@/comptoir?host={sockets}"
    assert setting(services, "listen_addresses") == ""
    assert redis.Redis.from_url(services.urls["REDIS_URL"]).config_get("port") == {"port": "0"}
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700


def test_folder_with_spaces_and_accents_gets_a_plain_socket_path(services):
    assert " " in str(services.root)
    assert str(socket_folder(services.root)).isascii()
    assert " " not in str(socket_folder(services.root))


def test_speaks_french_the_same_way_everywhere(services):
    with connect(services) as connection:
        assert connection.execute("SELECT lower('ÉCOLE ŒUVRE')").fetchone()[0] == "école œuvre"
    assert setting(services, "TimeZone") == "Europe/Paris"
    assert setting(services, "default_text_search_config") == "pg_catalog.french"


def test_is_set_for_many_companies(services):
    expected = {"max_locks_per_transaction": "1024", "jit": "off", "idle_in_transaction_session_timeout": "1min"}
    assert {name: setting(services, name) for name in expected} == expected


def test_throw_away_servers_trade_safety_for_speed_and_the_others_do_not(services, tmp_path):
    assert setting(services, "fsync") == "off"
    with Services(tmp_path / "durable", environ={}) as durable:
        assert setting(durable, "fsync") == "on"
        assert redis.Redis.from_url(durable.urls["REDIS_URL"]).config_get("appendonly") == {"appendonly": "yes"}


def test_second_instance_is_refused_in_french(services):
    with pytest.raises(HostingError, match="Une autre instance de Comptoir utilise déjà"):
        Services(services.root, durable=False, environ={}).start()


def test_killed_servers_come_back_with_what_they_had_acknowledged(tmp_path):
    services = Services(tmp_path, environ={})
    services.start()
    try:
        with connect(services) as connection:
            connection.execute("CREATE TABLE t AS SELECT 42 AS n")
        redis.Redis.from_url(services.urls["REDIS_URL"]).set("clé", "gardée")
        for server in services.servers:
            os.kill(server.process.pid, signal.SIGKILL)
        eventually(lambda: all(server.is_dead() for server in services.servers))

        assert services.restart_dead() == ["postgres", "valkey"]

        with connect(services) as connection:
            assert connection.execute("SELECT n FROM t").fetchone()[0] == 42
        assert redis.Redis.from_url(services.urls["REDIS_URL"]).get("clé") == "gardée".encode()
    finally:
        services.stop()


def test_data_survives_a_stop(root):
    services = start(root)
    with connect(services) as connection:
        connection.execute("CREATE TABLE gardee AS SELECT 7 AS n")
    services.stop()
    services = start(root)
    with connect(services) as connection:
        assert connection.execute("SELECT n FROM gardee").fetchone()[0] == 7
    services.stop()


def test_killed_owner_takes_its_servers_with_it(root):
    script = (
        "import sys; from tenants.hosting.embedded import Services; "
        "Services(sys.argv[1], durable=False, environ={}).start(); print('pret', flush=True); sys.stdin.read()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", script, root],
        env={**os.environ, "COMPTOIR_DATA": str(root)},
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert owner.stdout.readline() == b"pret\n"
    assert len(processes_of(root)) > 3
    owner.kill()
    owner.communicate()
    eventually(lambda: processes_of(root) == [])
    start(root).stop()


def test_interrupted_creation_leaves_only_a_draft(tmp_path):
    draft = tmp_path / "postgres.new-abandoned"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    start(tmp_path).stop()
    assert not draft.exists()
    assert (tmp_path / "postgres" / "global").is_dir()


def test_lock_of_a_dead_server_whose_number_was_taken_is_discarded(root):
    (root / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    start(root).stop()


def test_data_of_another_major_is_refused(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(HostingError, match="créé par PostgreSQL 16"):
        start(tmp_path)
    assert not (tmp_path / "services.json").exists()


def test_folder_that_is_not_a_database_is_left_alone(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "notes.txt").write_text("à garder")
    with pytest.raises(HostingError, match="n’est pas un dossier de données PostgreSQL"):
        start(tmp_path)
    assert (tmp_path / "postgres" / "notes.txt").exists()


def test_open_socket_folder_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    long_root = tmp_path / ("x" * 100)
    socket_folder(long_root).chmod(0o755)
    with pytest.raises(HostingError, match="doit être un dossier privé"):
        socket_folder(long_root)


def test_given_servers_are_used_and_nothing_is_embedded(services, tmp_path):
    given = {
        "DATABASE_URL": services.urls["DATABASE_URL"].replace("postgresql+psycopg", "postgres"),
        "REDIS_URL": services.urls["REDIS_URL"],
    }
    with Services(tmp_path, environ=given) as outside:
        assert outside.urls == services.urls
        assert outside.servers == []
    assert not (tmp_path / "postgres").exists()


def test_given_servers_that_do_not_answer_are_told_in_french(tmp_path):
    for name, url, said in (
        ("DATABASE_URL", "postgresql://127.0.0.1:1/x", "Le serveur PostgreSQL de DATABASE_URL ne répond pas"),
        ("DATABASE_URL", "n’importe quoi", "DATABASE_URL n’est pas une adresse PostgreSQL valable"),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "ne répond pas"),
        ("REDIS_URL", "n’importe quoi", "REDIS_URL n’est pas une adresse valable"),
    ):
        other = {"DATABASE_URL": "", "REDIS_URL": ""}
        with pytest.raises(HostingError, match=said):
            checked = Services(tmp_path, environ={**other, name: url})
            checked._given_database() if name == "DATABASE_URL" else checked._given_redis()


def test_given_server_too_old_or_too_new_is_refused(services, monkeypatch):
    check_external(services.urls["DATABASE_URL"])
    for oldest, newest in ((19, 20), (15, 17)):
        monkeypatch.setattr("tenants.hosting.postgres.OLDEST_MAJOR", oldest)
        monkeypatch.setattr("tenants.hosting.postgres.MAJOR", str(newest))
        with pytest.raises(HostingError, match=rf"Comptoir accepte les versions {oldest} à {newest}"):
            check_external(services.urls["DATABASE_URL"])


@pytest.mark.skipif(os.geteuid() != 0, reason="concerne le compte root")
class TestRoot:
    def test_server_believes_it_is_somebody_else_and_files_stay_ours(self, services):
        server = services.servers[0]
        if not server.identity.prefix:
            pytest.skip("espaces de noms refusés ici")
        pid = server.process.pid
        assert "postgres" in command_of(pid)
        assert Path(f"/proc/{pid}/uid_map").read_text().split() == ["65534", "0", "1"]
        assert server.data.stat().st_uid == 0

    def test_without_namespaces_nobody_runs_it(self, monkeypatch):
        monkeypatch.setattr(processes.Identity, "_in_user_namespace", classmethod(lambda cls: None))
        reachable = Path("/usr/bin/true")
        assert processes.Identity.find(reachable).user == "nobody"

    def test_without_either_the_way_out_is_told(self, monkeypatch, tmp_path):
        hidden = tmp_path / "hidden"
        hidden.mkdir(mode=0o700)
        (hidden / "program").symlink_to("/usr/bin/true")
        monkeypatch.setattr(processes.Identity, "_in_user_namespace", classmethod(lambda cls: None))
        with pytest.raises(HostingError, match="compte ordinaire, ou définissez DATABASE_URL"):
            processes.Identity.find(hidden / "program")
