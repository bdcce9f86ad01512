"""A throw-away instance with one company, and the client of somebody logged in."""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import structlog
from argon2 import PasswordHasher

from tenants import accounts, db
from tenants.config import Config
from tenants.hosting.embedded import Services
from tests.casting import make_cast
from tests.navigateur import Navigateur

SLUG = "atelier-lumen"


@contextlib.contextmanager
def instance() -> Iterator:
    """An application on servers of its own, which leave nothing behind."""
    from blueprints.app import Comptoir

    accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with tempfile.TemporaryDirectory(prefix="banc-") as folder, Services(Path(folder), environ={}) as services:
        os.environ["TZ"] = "Europe/Paris"
        config = Config(
            services.urls["DATABASE_URL"],
            services.urls["REDIS_URL"],
            "banc" * 8,
            Path(folder),
            url="http://localhost",
            is_development=True,
        )
        app = Comptoir.create(config)
        app.extensions["postmaster"] = next(one.process.pid for one in services.servers if one.name == "postgres")
        make_cast(app)
        with Path(folder, "journal").open("w") as journal:
            structlog.configure(logger_factory=structlog.WriteLoggerFactory(journal))
            yield app
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


def alice(app) -> Navigateur:
    return Navigateur(app, SLUG).log_in("alice@atelier-lumen.example")


class Spent(NamedTuple):
    """Milliseconds: half of the calls take less than `p50`, and less processor, ours and the database's, than `cpu`."""

    p50: float
    p95: float
    cpu: float


def timed(app, calls, rounds: int) -> list[Spent]:
    """Each call, in turns, so that a busy machine slows all of them alike; two turns warm up."""
    spent: list[list[tuple[float, float]]] = [[] for _ in calls]
    for _ in range(rounds + 2):
        for rank, call in enumerate(calls):
            processor, began = processor_time(app), time.perf_counter()
            call()
            wall = time.perf_counter() - began
            spent[rank].append((wall * 1000, (processor_time(app) - processor) * 1000))
    return [_sum_up(one[2:]) for one in spent]


def _sum_up(spent: list[tuple[float, float]]) -> Spent:
    wall, cpu = (sorted(one) for one in zip(*spent, strict=True))
    return Spent(wall[len(wall) // 2], wall[int(len(wall) * 0.95)], cpu[len(cpu) // 2])


def processor_time(app) -> float:
    """Seconds of processor taken by this process and by the database since they began."""
    pid = app.extensions["postmaster"]
    backends = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return time.process_time() + sum(_run_time(one) for one in backends)


def _run_time(pid: str) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except FileNotFoundError:
        return 0.0
