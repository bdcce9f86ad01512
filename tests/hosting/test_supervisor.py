import os
import signal
import socket
import stat
import time

import pytest

from tenants.hosting import supervisor
from tenants.hosting.children import Child
from tenants.hosting.settings import Settings
from tests.hosting.launched import eventually, processes_of

pytestmark = pytest.mark.long


def test_starts_everything_once_then_says_where_and_stops_in_order(launch, data):
    one = launch().wait_ready()
    assert one.lines[-1] == f"Comptoir est prêt : http://127.0.0.1:{one.port}/"
    assert "Préparation… fait (démonstration)" in one.lines
    said = "\n".join(one.lines)
    assert all(word in said for word in ("alice@", "bruno@", "chloe@", "david@menuiserie-dupont", "comptoir-demo"))
    milieu = one.get("/milieu")
    assert milieu["COMPTOIR_ENV"] == "development"
    assert milieu["COMPTOIR_URL"] == f"http://127.0.0.1:{one.port}"
    assert milieu["COMPTOIR_SMTP_URL"].startswith("smtp://127.0.0.1:")
    assert milieu["TZ"] == "Europe/Paris"
    assert milieu["COMPTOIR_SECRET"] == (data / "secret").read_text().strip()
    assert stat.S_IMODE((data / "services.json").stat().st_mode) == 0o600

    refused, why = launch().end()
    assert (refused, why) == (1, f"Erreur : Une autre instance de Comptoir utilise déjà {data}.\n")
    assert (data / "services.json").exists()

    code, last_words = one.stop()

    assert (code, last_words.splitlines()[-1]) == (0, "Comptoir est arrêté.")
    assert (data / "ordre.txt").read_text().split() == ["cron", "worker"]
    assert processes_of(data) == []
    assert not (data / "services.json").exists()


def test_killed_launcher_takes_all_with_it_and_the_next_one_finds_the_data(launch, data):
    one = launch().wait_ready()
    assert len(processes_of(data)) > 8
    one.process.kill()
    eventually(lambda: processes_of(data) == [])

    again = launch().wait_ready()

    assert again.get("/sante") == {"passages": 2}


def test_what_dies_is_raised_again(launch):
    one = launch().wait_ready()
    web, database = one.pid_of("gunicorn"), one.pid_of("bin/postgres")
    os.kill(database, signal.SIGKILL)
    os.kill(web, signal.SIGKILL)

    eventually(lambda: one.pid_of("gunicorn") not in (0, web) and one.pid_of("bin/postgres") not in (0, database))
    eventually(lambda: answers(one))

    assert one.get("/sante") == {"passages": 1}
    code, said = one.stop()
    assert code == 0
    assert "web s’est arrêté (code -9), relance dans 1 s" in said
    assert "postgres s’était arrêté : relancé." in said


def answers(one) -> bool:
    try:
        return "passages" in one.get("/sante")
    except OSError:
        return False


def test_taken_port_is_told_before_anything_heavy(launch, data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = launch(PORT=str(port)).end()
    assert code == 1
    assert said.startswith(f"Erreur : Le port {port} est déjà utilisé")
    assert not data.exists()


def test_interrupted_while_starting_leaves_nothing(launch, data):
    one = launch()
    eventually(lambda: (data / "journaux").exists())
    code, _ = one.stop()
    assert code == 0
    eventually(lambda: processes_of(data) == [])
    assert not (data / "services.json").exists()


def test_interrupted_amid_a_fork_stops_all_the_same(launch, data):
    code, said = launch(STUB_INTERRUPTED="1").end()
    assert code == 0
    assert "Exception ignored" not in said
    assert processes_of(data) == []


def test_failed_preparation_stops_all_and_says_so(launch, data):
    code, said = launch(STUB_BROKEN="1").end()
    assert code == 1
    assert "migration impossible" in said
    assert "Erreur : La préparation de l’instance a échoué (code 1)" in said
    assert processes_of(data) == []


class TestStop:
    @pytest.fixture
    def stopping(self, tmp_path, monkeypatch):
        monkeypatch.setattr(supervisor, "COLD_STOP", 1)
        return supervisor.Supervisor(Settings.read({"COMPTOIR_DATA": str(tmp_path)}))

    def stop(self, stopping, tmp_path, script: str) -> tuple[int, float]:
        child = Child("worker", ["sh", "-c", f"{script}; echo pret; while :; do sleep 0.05; done"], tmp_path)
        child.start(os.environ, tmp_path)
        eventually(lambda: child.tail() == "pret")
        began = time.monotonic()
        stopping._stop_child(child, began + 10)
        return child.process.wait(), time.monotonic() - began

    def test_waits_for_the_task_at_hand(self, stopping, tmp_path):
        code, seconds = self.stop(stopping, tmp_path, "trap 'sleep 1.5; exit 0' TERM")
        assert code == 0
        assert seconds > 1.5

    def test_second_request_tells_the_worker_to_drop_it(self, stopping, tmp_path):
        stopping.stop_requests = 2
        code, seconds = self.stop(stopping, tmp_path, "trap 'n=$((n+1)); [ $n = 2 ] && exit 7' TERM")
        assert code == 7
        assert seconds < 3

    def test_deaf_worker_is_killed(self, stopping, tmp_path):
        stopping.stop_requests = 2
        code, seconds = self.stop(stopping, tmp_path, "trap '' TERM")
        assert code == -9
        assert seconds < 4
