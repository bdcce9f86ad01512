"""Work that does not belong in a request: recorded with the request's own commit, then done by a worker.

The table `travaux` is the truth; Redis only carries the row's number. A number lost is sent again by the sweep.
"""

from tenants.jobs.execution import BACKOFF, FAILED, PERMANENT, checkpoint, perform, progress, set_progress, write_aside
from tenants.jobs.sending import FEW, enqueue, queues, sweep
from tenants.jobs.travail import Travail, later

__all__ = [
    "BACKOFF",
    "FAILED",
    "FEW",
    "PERMANENT",
    "Travail",
    "checkpoint",
    "enqueue",
    "later",
    "perform",
    "progress",
    "queues",
    "set_progress",
    "sweep",
    "write_aside",
]
