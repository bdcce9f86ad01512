"""A worker or a cron that only says when it is told to stop: python idle.py NAME."""

import os
import signal
import sys
import time
from pathlib import Path

journal = Path(os.environ["COMPTOIR_DATA"]) / "ordre.txt"
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
signal.sigwait({signal.SIGTERM})
time.sleep(0.2)
with journal.open("a") as file:
    file.write(sys.argv[1] + "\n")
