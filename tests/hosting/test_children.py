import os
import sys

from tenants.hosting.children import Child
from tenants.hosting.journals import rotate
from tests.hosting.launched import eventually


def test_child_that_keeps_failing_waits_longer_each_time(tmp_path, capsys, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr("tenants.hosting.children.time.monotonic", lambda: clock[0])
    child = Child("web", [sys.executable, "-c", "print('panne'); raise SystemExit(3)"], tmp_path)
    child.start(os.environ, tmp_path)
    for pause in (1, 2, 4):
        child.process.wait()
        child.watch(os.environ, tmp_path)
        assert f"web s’est arrêté (code 3), relance dans {pause} s" in capsys.readouterr().out
        dead = child.process
        clock[0] += pause - 0.1
        child.watch(os.environ, tmp_path)
        assert child.process is dead
        clock[0] += 0.2
        child.watch(os.environ, tmp_path)
        assert child.process is not dead
    child.process.wait()
    assert child.tail().splitlines() == ["panne"] * 4


def test_child_that_held_a_minute_is_forgiven(tmp_path, capsys, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr("tenants.hosting.children.time.monotonic", lambda: clock[0])
    child = Child("web", [sys.executable, "-c", ""], tmp_path)
    child.pause = 16
    child.start(os.environ, tmp_path)
    child.process.wait()
    clock[0] += 61
    child.watch(os.environ, tmp_path)
    assert "relance dans 1 s" in capsys.readouterr().out


def test_full_log_is_put_aside_while_its_writer_goes_on(tmp_path):
    script = "printf %02000d 0; while [ ! -e suite ]; do sleep 0.02; done; echo suite"
    child = Child("web", ["sh", "-c", script], tmp_path)
    child.start(os.environ, tmp_path)
    eventually(lambda: child.log.stat().st_size == 2000)

    rotate(tmp_path, largest=1000)
    (tmp_path / "suite").touch()
    child.process.wait()

    assert child.log.read_text() == "suite\n"
    assert (tmp_path / "web.log.1").stat().st_size == 2000
