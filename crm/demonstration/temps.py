"""The time of the story: what is written while it is told is dated from the story, not from today."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.orm import Session

from crm.fiches import Fiche
from crm.journal import Entree
from crm.notifications import Notification
from tenants import db


class Temps:
    """`maintenant` is moved by the storyteller."""

    maintenant: datetime | None = None

    @contextmanager
    def dating(self) -> Iterator["Temps"]:
        session = db.session()
        event.listen(session, "before_flush", self._date)
        try:
            yield self
            session.flush()
        finally:
            event.remove(session, "before_flush", self._date)

    def _date(self, session: Session, context, instances) -> None:
        for new in session.new:
            if isinstance(new, Fiche):
                new.cree_le = new.modifie_le = self.maintenant
            elif isinstance(new, Entree | Notification):
                new.quand = self.maintenant
        for changed in session.dirty:
            if isinstance(changed, Fiche) and session.is_modified(changed):
                changed.modifie_le = self.maintenant
