"""A job done by a worker: once, even if it is sent twice; tried again when it fails."""

import importlib
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session as OrmSession

from tenants.current import tenant_context
from tenants.database import db
from tenants.jobs.travail import Travail

log = structlog.get_logger(__name__)

BACKOFF = (10, 60, 300, 1800)
PERMANENT: list[type[Exception]] = []
FAILED: list = []
"""What the trade does of a job that has failed for good: functions of the Travail."""


def perform(schema: str, travail_id: int) -> None:
    """Do one job, in a worker, for its company. Never raises: how it ended is written in its row."""
    with tenant_context(schema):
        structlog.contextvars.bind_contextvars(tenant=schema, travail=travail_id)
        if not _claim(travail_id):
            db.session.rollback()
            return
        travail = db.session.get(Travail, travail_id)
        db.session.info.update(par_id=travail.par_id, travail_id=travail_id)
        try:
            resultat = _call(travail)
            travail.fini_le, travail.raison = datetime.now(UTC), None
            travail.resultat = resultat if isinstance(resultat, dict) else None
            db.session.commit()
        except Relayed:
            db.session.rollback()
        except Exception as error:
            db.session.rollback()
            _record_failure(travail_id, error)


def _claim(travail_id: int) -> bool:
    """True when this worker alone may do the job now: it is not done, and nobody else is at it."""
    if not _take(travail_id):
        return False
    row = db.session.execute(select(Travail.fini_le, Travail.echoue_le).where(Travail.id == travail_id)).first()
    if row is None or any(row):
        return False
    set_progress(travail_id, commence_le=datetime.now(UTC), fait=0)
    return True


def _take(travail_id: int) -> bool:
    """Hold this job until the end of the transaction, unless another worker does."""
    return db.session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext(func.current_schema()), travail_id)))


class Relayed(Exception):
    """Another worker took the job over between two of its steps."""


def checkpoint() -> None:
    """From inside a long job: what is done so far is kept, and the job goes on. One that is killed is called again
    from its beginning, and must know what it has done. Raises Relayed when another worker took it meanwhile."""
    db.session.commit()
    travail_id = db.session.info.get("travail_id")
    if travail_id and not _take(travail_id):
        raise Relayed


def _call(travail: Travail) -> Any:
    module, _, name = travail.cible.partition(":")
    cls = getattr(importlib.import_module(module), name)
    if travail.sujet_id is None:
        return getattr(cls, travail.methode)(**travail.arguments)
    record = db.session.get(cls, travail.sujet_id)
    return getattr(record, travail.methode)(**travail.arguments) if record else None


def _record_failure(travail_id: int, error: Exception) -> None:
    travail = db.session.get(Travail, travail_id, populate_existing=True)
    now = datetime.now(UTC)
    travail.essais += 1
    travail.raison = getattr(error, "message", None) or f"{type(error).__name__} : {error}"[:500]
    permanent = isinstance(error, tuple(PERMANENT)) and not getattr(error, "is_temporary", False)
    if permanent or travail.essais > len(BACKOFF):
        travail.echoue_le = now
        for react in FAILED:
            react(travail)
    else:
        wait = BACKOFF[travail.essais - 1]
        travail.prochain_essai_le = now + timedelta(seconds=wait * random.uniform(0.9, 1.2))
    log.error("job failed", essais=travail.essais, echoue=bool(travail.echoue_le), exc_info=error)
    db.session.commit()


def set_progress(travail_id: int, **values: Any) -> None:
    """Write the progress of a running job at once, so that the user sees it."""
    write_aside(update(Travail).where(Travail.id == travail_id).values(**values))


def write_aside(statement) -> None:
    """Do one statement in a transaction of its own: it stays even if the job fails."""
    with OrmSession(db.engine) as aside, aside.begin():
        aside.execute(statement)


def progress(fait: int, total: int | None = None) -> None:
    """From inside a job: how far it is. Outside any job it does nothing."""
    if travail_id := db.session.info.get("travail_id"):
        set_progress(travail_id, fait=fait, **({"total": total} if total is not None else {}))
