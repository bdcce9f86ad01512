"""The launcher, around the stub instead of the product."""

import os
import signal
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


if "STUB_INTERRUPTED" in os.environ:  # amid the callbacks of the first fork, where Python drops what is raised
    os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))

supervisor.Supervisor = StubSupervisor
sys.exit(supervisor.main())
