"""A launcher under test, in its own process, and what it leaves in the machine."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tenants.hosting.environment import PROJECT
from tenants.hosting.settings import free_port

STUB = Path(__file__).parent / "stub"
NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "COMPTOIR_")


class Launched:
    def __init__(self, data: Path, **environ: str):
        self.data = data
        self.port = int(environ.setdefault("PORT", str(free_port())))
        clean = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
        self.process = subprocess.Popen(
            [sys.executable, STUB / "launch.py"],
            env={**clean, "PYTHONPATH": str(PROJECT), "COMPTOIR_DATA": str(data), "WEB_CONCURRENCY": "1", **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []

    def wait_ready(self) -> "Launched":
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if "est prêt" in line:
                return self
        raise AssertionError("\n".join(self.lines))

    def get(self, path: str) -> dict:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as response:
            return json.load(response)

    def pid_of(self, word: str) -> int:
        return next((pid for pid in processes_of(self.data) if word in command_of(pid)), 0)

    def stop(self) -> tuple[int, str]:
        """Exit code and last words."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGINT)
        return self.end()

    def end(self) -> tuple[int, str]:
        said = self.process.communicate(timeout=180)[0]
        return self.process.returncode, said


def processes_of(data: Path) -> list[int]:
    """Every living process that received this data folder, or that lives in it as PostgreSQL's own children do."""
    mark = f"COMPTOIR_DATA={data}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if not folder.name.isdigit():
                continue
            at_home = (folder / "cwd").readlink().is_relative_to(data)
            if at_home or mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return sorted(found)


def command_of(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def eventually(true, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "never happened"
        time.sleep(0.05)
