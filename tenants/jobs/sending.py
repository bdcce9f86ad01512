"""Redis carries the number of a job to the workers, once what asks it is committed; what it lost is sent again."""

from datetime import UTC, datetime, timedelta

import rq
import structlog
from flask import current_app
from redis.exceptions import RedisError
from sqlalchemy import event, select
from sqlalchemy.orm import Session as OrmSession

from tenants.current import peek_schema
from tenants.database import db
from tenants.jobs.execution import perform
from tenants.jobs.travail import Travail

log = structlog.get_logger(__name__)

JOB_TIMEOUT = 1800
FEW = 10
"""Jobs asked together beyond which nobody waits for each: they give way to what somebody waits for."""
GRACE = timedelta(seconds=20)


@event.listens_for(OrmSession, "after_commit")
def _enqueue_announced(session: OrmSession) -> None:
    if session.in_nested_transaction():
        return
    announced = session.info.pop("announced", [])
    for schema, travail in announced:
        try:
            enqueue(schema, travail.id, together=len(announced))
        except RedisError:
            log.warning("queue unreachable, the sweep will send it", travail=travail.id)


@event.listens_for(OrmSession, "after_rollback")
def _forget_announced(session: OrmSession) -> None:
    if not session.in_nested_transaction():
        session.info.pop("announced", None)


def enqueue(schema: str, travail_id: int, together: int = 1) -> None:
    """Send the row's number to the workers; sent twice, it is done once. `together`: how many are sent with it."""
    queue = current_app.extensions["background_queue" if together > FEW else "queue"]
    options = {"job_id": _job_id(schema, travail_id), "result_ttl": 0, "failure_ttl": 60, "job_timeout": JOB_TIMEOUT}
    queue.enqueue(perform, schema, travail_id, **options)


def queues() -> list[rq.Queue]:
    """Where jobs wait, the one that passes first before the other."""
    return [current_app.extensions[name] for name in ("queue", "background_queue")]


def _job_id(schema: str, travail_id: int) -> str:
    return f"{schema}-{travail_id}"


def sweep() -> int:
    """Send again, for the company at work, every job due that does not wait in the queue. Returns how many.

    One that a worker holds is sent too: nobody knows whether this worker still lives, and `perform` takes it once.
    """
    now = datetime.now(UTC)
    due = select(Travail.id).where(
        Travail.fini_le.is_(None),
        Travail.echoue_le.is_(None),
        Travail.prochain_essai_le < now,
        (Travail.demande_le < now - GRACE) | (Travail.essais > 0),
    )
    ids = db.session.scalars(due.order_by(Travail.prochain_essai_le).limit(1000)).all()
    waiting = {job_id for queue in queues() for job_id in queue.job_ids} if ids else ()
    lost = [travail_id for travail_id in ids if _job_id(peek_schema(), travail_id) not in waiting]
    for travail_id in lost:
        enqueue(peek_schema(), travail_id, together=len(lost))
    return len(lost)
