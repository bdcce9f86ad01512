from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.equipe import Membre
from crm.fiches import Fiche
from crm.tiers import Tiers


class Courriel(Fiche):
    """A message to a client: asked for, then sent by a worker, once."""

    __tablename__ = "courriels"
    __table_args__ = (
        Index("ix_courriels_sujet", "sujet_type", "sujet_id", text("id DESC")),
        Index("ix_courriels_tiers", "tiers_id", text("id DESC")),
    )
    module = "factures"
    non_journalises = frozenset({"texte"})

    sujet_type: Mapped[str]
    sujet_id: Mapped[int]
    tiers_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"))
    a: Mapped[list] = mapped_column(JSONB, server_default=text("'[]'"))
    cc: Mapped[list] = mapped_column(JSONB, server_default=text("'[]'"))
    objet: Mapped[str]
    texte: Mapped[str]
    pieces: Mapped[list] = mapped_column(JSONB, server_default=text("'[]'"))
    demande_le: Mapped[datetime]
    par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    envoye_le: Mapped[datetime | None]
    message_id: Mapped[str | None]
    echec: Mapped[str | None]

    tiers: Mapped[Tiers | None] = relationship()
    par: Mapped[Membre | None] = relationship()
