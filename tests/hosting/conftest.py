import contextlib
import os
import signal

import pytest

from tests.hosting.launched import Launched, processes_of


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "var"
    yield folder
    for pid in processes_of(folder):  # what a failed test would leave behind
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def launch(data):
    launched = []

    def start(folder=data, **environ) -> Launched:
        launched.append(Launched(folder, **environ))
        return launched[-1]

    yield start
    for one in launched:
        if one.process.poll() is None:
            one.stop()
        one.process.stdout.close()
