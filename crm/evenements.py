"""What happened to the system itself, chained: checks, archives, exports, rights, versions (CAI-13)."""

from datetime import datetime

from sqlalchemy import Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.scellement import Chaine, Maillon
from tenants import Base, db

GENRES = {
    "version": "Version du logiciel",
    "verification": "Vérification des chaînes",
    "anomalie": "Anomalie d’intégrité",
    "archive": "Archive",
    "attestation": "Attestation",
    "export": "Export",
    "droits": "Changement de droits",
    "serie": "Numérotation",
    "plateforme": "Plateforme agréée",
}


class Evenement(Maillon, Base):
    """One event. `auteur` is empty when Comptoir acted by itself."""

    __tablename__ = "evenements"
    __table_args__ = (
        Index("uq_evenements_rang", "rang", unique=True),
        Index("ix_evenements_genre", "genre", text("rang DESC")),
    )
    chaine = "evenements"
    scelles = tuple("genre quand auteur phrase detail rang".split())

    genre: Mapped[str]
    quand: Mapped[datetime]
    auteur: Mapped[str | None]
    phrase: Mapped[str]
    detail: Mapped[dict] = mapped_column(server_default=text("'{}'"), default=dict)

    @property
    def libelle(self) -> str:
        return self.phrase

    @property
    def titre(self) -> str:
        return GENRES[self.genre]

    @classmethod
    def of_rank(cls, rang: int, *genres: str) -> "Evenement | None":
        return db.session.scalar(select(cls).where(cls.rang == rang, cls.genre.in_(genres))) if rang < 2**63 else None

    @classmethod
    def last(cls, genre: str) -> "Evenement | None":
        return next(iter(cls.latest(genre, limit=1)), None)

    @classmethod
    def latest(cls, *genres: str, limit: int = 20) -> list["Evenement"]:
        """The most recent first; of every kind when none is named."""
        query = select(cls).order_by(cls.rang.desc()).limit(limit)
        return list(db.session.scalars(query.where(cls.genre.in_(genres)) if genres else query))


def note(genre: str, phrase: str, *, auteur: str | None = None, **detail) -> Evenement:
    """Add an event, signed by `auteur`, else by who works in this session. `detail`: values as JSON keeps them."""
    if genre not in GENRES:
        raise ValueError(f"unknown kind of event: {genre}")
    chaine = Chaine.lock(Evenement.chaine)
    auteur = auteur or db.session.info.get("auteur")
    event = Evenement(genre=genre, quand=chaine.tenue_a, auteur=auteur, phrase=phrase, detail=detail)
    chaine.seal(event)
    db.session.add(event)
    db.session.flush()
    return event
