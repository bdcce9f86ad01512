"""A job as its company keeps it: what is asked, and how it ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, func, select, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import Session as OrmSession

from tenants.current import current_schema
from tenants.database import Base, db


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
