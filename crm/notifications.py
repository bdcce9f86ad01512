"""What a member is told personally: a devis accepted, money received, a record entrusted, a job that failed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, delete, event, func, inspect, select, text, update
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import Session as OrmSession

from crm import journal
from crm.equipe import Membre
from crm.fiches import Fiche
from crm.formats import pluriel
from tenants import Base, Travail, db

GENRES = {
    "acceptation": ("thumb-up", "vert"),
    "reglement": ("cash-banknote", "vert"),
    "attribution": ("user-check", "bleu"),
    "echec": ("alert-triangle", "rouge"),
    "plateforme": ("building-bank", "orange"),
}
SHOWN = 50


class Notification(Base):
    """One thing told to one member."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_membre", "membre_id", text("id DESC")),
        Index("ix_notifications_non_lues", "membre_id", postgresql_where=text("lue_le IS NULL")),
    )
    membre_id: Mapped[int] = mapped_column(ForeignKey("membres.id", ondelete="CASCADE"))
    quand: Mapped[datetime] = mapped_column(server_default=func.now())
    genre: Mapped[str]
    texte: Mapped[str]
    sujet_type: Mapped[str | None]
    sujet_id: Mapped[int | None]
    lue_le: Mapped[datetime | None]

    @property
    def dessin(self) -> tuple[str, str]:
        """Icon and tone."""
        return GENRES[self.genre]

    @property
    def fiche(self) -> tuple[str, int] | None:
        """(module, number) of the card it is about."""
        if self.sujet_type is None:
            return None
        module = "travaux" if self.sujet_type == Travail.__tablename__ else journal.model_of(self.sujet_type).module
        return module, self.sujet_id


def tell(membre_id: int | None, genre: str, texte: str, sujet: Base | None = None) -> Notification | None:
    """Tell a member, unless there is none or it is they who did it."""
    if membre_id is None or membre_id == db.session.info.get("membre_id"):
        return None
    notification = Notification(membre_id=membre_id, genre=genre, texte=texte)
    if sujet is not None:
        notification.sujet_type, notification.sujet_id = sujet.__tablename__, sujet.id
    db.session.add(notification)
    return notification


def unread_of_membre():
    """How many a member has not read, inside a query of Membre."""
    unread = (Notification.membre_id == Membre.id, Notification.lue_le.is_(None))
    return select(func.count(Notification.id)).where(*unread).correlate(Membre).scalar_subquery()


def latest_of(membre: Membre) -> list[Notification]:
    query = select(Notification).where(Notification.membre_id == membre.id)
    return list(db.session.scalars(query.order_by(Notification.id.desc()).limit(SHOWN)))


def read_all(membre: Membre, now: datetime) -> None:
    unread = Notification.membre_id == membre.id, Notification.lue_le.is_(None)
    db.session.execute(update(Notification).where(*unread).values(lue_le=now))


def forget(table: str, ids: list[int]) -> None:
    """What was told of these records, by their names."""
    db.session.execute(delete(Notification).where(Notification.sujet_type == table, Notification.sujet_id.in_(ids)))


def tell_failure(travail: Travail) -> None:
    """A job has failed for good: who asked for it is told why."""
    tell(travail.par_id, "echec", f"{travail.titre} : échec. {travail.raison}", travail)


@event.listens_for(OrmSession, "before_flush")
def _tell_who_is_entrusted(session: OrmSession, context, instances) -> None:
    for fiche in [obj for obj in session.dirty if isinstance(obj, Fiche) and hasattr(obj, "responsable_id")]:
        if inspect(fiche).attrs.responsable_id.history.added and fiche.responsable_id:
            _entrust(session, fiche)


def _entrust(session: OrmSession, fiche: Fiche) -> None:
    """One notification a gesture, however many records it entrusts."""
    told = session.info.setdefault("attributions", {}).setdefault(journal.current_lot(), {})
    known, count = told.get(fiche.responsable_id, (None, 0))
    if known is None or known not in session:
        known, count = tell(fiche.responsable_id, "attribution", f"« {fiche.libelle} » vous est attribué.", fiche), 0
    elif known is not None:
        known.texte = f"{pluriel(count + 1, 'fiche')} vous sont attribuées."
        known.sujet_type = known.sujet_id = None
    told[fiche.responsable_id] = known, count + 1
