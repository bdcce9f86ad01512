"""The launcher, around the stub instead of the product."""

import sys
from pathlib import Path

from tenants.hosting import supervisor
from tenants.hosting.children import usual_children

HERE = Path(__file__).parent


def children(logs: Path, development: bool):
    for child in usual_children(logs, development):
        if child.name in ("worker", "cron"):
            child.command = [sys.executable, str(HERE / "idle.py"), child.name]
        yield child


class StubSupervisor(supervisor.Supervisor):
    def __init__(self, settings):
        super().__init__(settings, children, HERE)


supervisor.Supervisor = StubSupervisor
sys.exit(supervisor.main())
