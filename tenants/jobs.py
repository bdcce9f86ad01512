"""Work that does not belong in a request: recorded with the request's own commit, then done by a worker.

The table `travaux` is the truth; Redis only carries the row's number. A number lost is sent again by the sweep.
"""

import importlib
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import rq
import structlog
from flask import current_app
from redis.exceptions import RedisError
from sqlalchemy import Index, event, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import Session as OrmSession

from tenants.current import current_schema, peek_schema, tenant_context
from tenants.database import Base, db

log = structlog.get_logger(__name__)

BACKOFF = (10, 60, 300, 1800)
JOB_TIMEOUT = 1800
FEW = 10
"""Jobs asked together beyond which nobody waits for each: they give way to what somebody waits for."""
GRACE = timedelta(seconds=20)
PERMANENT: list[type[Exception]] = []
FAILED: list = []
"""What the trade does of a job that has failed for good: functions of the Travail."""


class Travail(Base):
    """One job of a company: what is asked, by whom, how far it is, and how it ended."""

    __tablename__ = "travaux"
    __table_args__ = (
        Index(
            "ix_travaux_en_cours", "prochain_essai_le", postgresql_where=text("fini_le IS NULL AND echoue_le IS NULL")
        ),
        Index("ix_travaux_cible", "cible", "par_id", text("id DESC")),
        Index("ix_travaux_sujet", "sujet_type", "sujet_id"),
        Index("ix_travaux_echecs", "id", postgresql_where=text("echoue_le IS NOT NULL")),
    )
    titre: Mapped[str]
    cible: Mapped[str]
    methode: Mapped[str]
    sujet_type: Mapped[str | None]
    sujet_id: Mapped[int | None]
    arguments: Mapped[dict] = mapped_column(server_default=text("'{}'"))
    cle: Mapped[str | None] = mapped_column(unique=True)
    par_id: Mapped[int | None]
    demande_le: Mapped[datetime] = mapped_column(server_default=func.now())
    commence_le: Mapped[datetime | None]
    fini_le: Mapped[datetime | None]
    echoue_le: Mapped[datetime | None]
    prochain_essai_le: Mapped[datetime] = mapped_column(server_default=func.now())
    essais: Mapped[int] = mapped_column(server_default=text("0"))
    fait: Mapped[int] = mapped_column(server_default=text("0"))
    total: Mapped[int | None]
    raison: Mapped[str | None]
    resultat: Mapped[dict | None]

    @property
    def etat(self) -> str:
        """« demandé », « en cours », « fait », « nouvel essai prévu » or « échoué »."""
        if self.fini_le:
            return "fait"
        if self.echoue_le:
            return "échoué"
        if self.raison:
            return "nouvel essai prévu"
        return "en cours" if self.commence_le else "demandé"

    @property
    def is_running(self) -> bool:
        return self.fini_le is None and self.echoue_le is None

    @property
    def pourcentage(self) -> int:
        if self.fini_le:
            return 100
        return min(99, 100 * self.fait // self.total) if self.total else 0

    def retry(self, now: datetime) -> None:
        """Ask again for a job that failed; does nothing to one that is done or on its way."""
        if self.echoue_le:
            self.echoue_le, self.raison, self.essais, self.prochain_essai_le = None, None, 0, now
            _announce(db.session(), self)


def later(
    method, *, titre: str, par_id: int | None = None, cle: str | None = None, total: int | None = None, **arguments: Any
) -> Travail | None:
    """Record that `method` (a `*_now` method of a saved record, or of a class) is to be called by a worker.

    `cle` makes it unique for ever: asked twice, it is recorded once and None is returned the second time.
    Arguments must be JSON scalars. Must be called inside the request's or the job's transaction.
    """
    owner = method.__self__
    cls, record = (owner, None) if isinstance(owner, type) else (type(owner), owner)
    if not method.__name__.endswith("_now"):
        raise ValueError(f"only *_now methods are jobs, not {method.__name__}")
    session = db.session()
    if record is not None:
        session.flush()
    if cle and session.scalar(select(Travail.id).where(Travail.cle == cle)):
        return None
    travail = Travail(
        titre=titre,
        cible=f"{cls.__module__}:{cls.__qualname__}",
        methode=method.__name__,
        arguments=arguments,
        sujet_type=getattr(cls, "__tablename__", None) if record is not None else None,
        sujet_id=record.id if record is not None else None,
        cle=cle,
        par_id=par_id,
        total=total,
    )
    session.add(travail)
    session.flush()
    _announce(session, travail)
    return travail


def _announce(session: OrmSession, travail: Travail) -> None:
    session.info.setdefault("announced", []).append((current_schema(), travail))


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
