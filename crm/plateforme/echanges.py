"""Every byte exchanged with the platform: kept, named by its SHA-256, never changed (FE-52, CON-02)."""

from datetime import datetime

from sqlalchemy import Index, insert, text
from sqlalchemy.orm import Mapped

from crm import clock
from tenants import Base, storage, write_aside


class EchangePlateforme(Base):
    """One call. `statut` is empty when nobody answered; what proves who we are is in no column and no file."""

    __tablename__ = "echanges_plateforme"
    __table_args__ = (Index("ix_echanges_plateforme_quand", text("quand DESC")),)

    quand: Mapped[datetime]
    methode: Mapped[str]
    url: Mapped[str]
    statut: Mapped[int | None]
    envoye_sha256: Mapped[str]
    recu_sha256: Mapped[str]


def keep(methode: str, url: str, envoye: bytes, statut: int | None, recu: bytes) -> None:
    """Write a call aside: it stays even if the job that made it fails."""
    row = {"methode": methode, "url": url, "statut": statut, "quand": clock.now()}
    digests = {"envoye_sha256": storage.put(envoye), "recu_sha256": storage.put(recu)}
    write_aside(insert(EchangePlateforme).values(**row, **digests))
