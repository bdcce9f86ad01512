"""The programs the launcher keeps alive around the servers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tenants.hosting.console import say
from tenants.hosting.processes import dies_with_parent, tail

LONGEST_PAUSE = 30
STEADY_AFTER = 60


class Child:
    """A program that is started again when it ends, after a pause that doubles while it keeps failing."""

    def __init__(self, name: str, command: Sequence[str], logs: Path):
        self.name = name
        self.command = list(command)
        self.log = logs / f"{name}.log"
        self.process: subprocess.Popen | None = None
        self.pause = 1
        self.started_at = 0.0
        self.restart_at: float | None = None

    def start(self, environ: Mapping[str, str], folder: Path) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environ,
                cwd=folder,
                start_new_session=True,  # Ctrl-C reaches the launcher alone, which stops all in order
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )
        self.started_at = time.monotonic()
        self.restart_at = None

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def watch(self, environ: Mapping[str, str], folder: Path) -> None:
        if self.is_running():
            return
        now = time.monotonic()
        if self.restart_at is None:
            self.pause = 1 if now - self.started_at > STEADY_AFTER else self.pause
            self.restart_at = now + self.pause
            code = self.process.returncode
            say(f"{self.name} s’est arrêté (code {code}), relance dans {self.pause} s. Journal : {self.log}")
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        elif now >= self.restart_at:
            self.start(environ, folder)

    def terminate(self) -> None:
        with suppress(ProcessLookupError):
            self.process.terminate()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def tail(self) -> str:
        return tail(self.log)


def usual_children(logs: Path, development: bool) -> list[Child]:
    """In the order of their start; they stop in the order of `STOP_ORDER`."""
    module = [sys.executable, "-m"]
    config = "python:tenants.hosting.gunicorn_conf"
    children = [
        Child("web", [*module, "gunicorn", "wsgi:create_app()", "--config", config], logs),
        Child("worker", [*module, "tenants.worker"], logs),
        Child("cron", [*module, "tenants.cron"], logs),
    ]
    return [Child("mailsink", [*module, "tenants.hosting.mailsink"], logs), *children] if development else children


STOP_ORDER = ("cron", "web", "worker", "mailsink")
