"""Planned actions: what is to be done about a record, when and by whom; done, it leaves an exchange (B-091…B-098)."""

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, ForeignKey, Index, event, inspect, select, text, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from crm import journal
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.sujets import Note, write_note
from tenants import db

GENRES = {
    "appel": ("Appel téléphonique", "phone", "appel"),
    "email": ("E-mail à envoyer", "send", "email"),
    "rencontre": ("Rencontre", "users", "rendez_vous"),
    "rappel": ("Rappel", "bell", "info"),
    "devis": ("Devis à faire", "file-text", "devis"),
}
"""Kinds of actions: name, icon, and the kind of exchange they leave once done."""
SHOWN = 50


def _walked(nom: str, where: str) -> Index:
    """For a view, its order and its count; what the actions are about says who may see them."""
    live = text(f"{where} AND supprime_le IS NULL")
    return Index(f"ix_actions_{nom}", "prevue_le", "id", postgresql_include=["sujet_type"], postgresql_where=live)


class Action(Fiche):
    """One thing to do about one record. Done (`faite_le`), its report is an exchange of the record."""

    __tablename__ = "actions"
    __table_args__ = (
        Index("ix_actions_sujet", "sujet_type", "sujet_id", "prevue_le"),
        _walked("a_faire", "faite_le IS NULL"),
        _walked("faites", "faite_le IS NOT NULL"),
        Index("ix_actions_membre", "membre_id", "prevue_le", postgresql_where=text("faite_le IS NULL")),
        Index("ix_actions_modifie", "modifie_le", "id", postgresql_where=text("supprime_le IS NULL")),
    )
    module = "actions"
    genre = "l’action"

    genre_: Mapped[str] = mapped_column("genre")
    texte: Mapped[str | None]
    prevue_le: Mapped[date]
    heure: Mapped[time | None]
    membre_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    sujet_type: Mapped[str]
    sujet_id: Mapped[int]
    faite_le: Mapped[datetime | None]
    echange_id: Mapped[int | None] = mapped_column(ForeignKey("notes.id", ondelete="SET NULL"))

    membre: Mapped[Membre | None] = relationship()
    echange: Mapped[Note | None] = relationship()

    @property
    def libelle(self) -> str:
        return self.texte or self.titre

    @property
    def titre(self) -> str:
        return GENRES[self.genre_][0]

    @property
    def icone(self) -> str:
        return GENRES[self.genre_][1]

    @property
    def sujet(self) -> Fiche | None:
        """The record it is about."""
        return db.session.get(journal.model_of(self.sujet_type), self.sujet_id)

    @classmethod
    def plan(cls, sujet: Fiche, **values) -> "Action":
        """A new action about this record. Raises RegleMetier on an unknown kind."""
        action = cls(sujet_type=sujet.__tablename__, sujet_id=sujet.id)
        action.revise(**values)
        db.session.add(action)
        db.session.flush()
        return action

    def revise(self, **values) -> None:
        """Change what is planned. Raises RegleMetier once it is done."""
        if self.faite_le:
            raise RegleMetier("Cette action est faite : elle ne change plus.")
        if values.get("genre_", self.genre_) not in GENRES:
            raise RegleMetier("Choisissez le genre de l’action dans la liste.", "genre_")
        super().revise(**values)

    def do(self, compte_rendu: str | None, par: Membre | None, now: datetime) -> None:
        """Say it done (B-096); what is reported becomes an exchange. Raises RegleMetier without a report."""
        if self.faite_le:
            raise RegleMetier("Cette action est déjà faite.")
        if not (compte_rendu or "").strip():
            raise RegleMetier("Écrivez en un mot ce qui s’est dit ou fait.", "compte_rendu")
        self.echange = write_note(self.sujet, compte_rendu, par, GENRES[self.genre_][2])
        self.faite_le = now
        db.session.flush()


def planned(*sujets: Fiche) -> list[Action]:
    """What is to be done about these records, the most pressing first."""
    wanted = [(Action.sujet_type == one.__tablename__) & (Action.sujet_id == one.id) for one in sujets]
    if not wanted:
        return []
    condition = wanted[0]
    for one in wanted[1:]:
        condition |= one
    query = select(Action).where(condition, Action.faite_le.is_(None), Action.supprime_le.is_(None))
    query = query.options(joinedload(Action.membre)).order_by(Action.prevue_le, Action.heure, Action.id)
    return list(db.session.scalars(query.limit(SHOWN)))


def about_readable(membre: Membre) -> ColumnElement[bool]:
    """Those about records that this member may read."""
    return Action.sujet_type.in_([table for table in journal.tables() if membre.can(journal.model_of(table).module)])


def of_membre(membre: Membre, limit: int) -> list[Action]:
    """What a member has to do, the most pressing first (B-094)."""
    query = select(Action).where(Action.membre_id == membre.id, Action.faite_le.is_(None), Action.supprime_le.is_(None))
    query = query.where(about_readable(membre))
    return list(db.session.scalars(query.order_by(Action.prevue_le, Action.heure, Action.id).limit(limit)))


def subjects(ids: list[int]) -> dict[int, tuple[str, str, int]]:
    """What these actions are about: (name, module, number), read once a kind."""
    rows = db.session.execute(select(Action.id, Action.sujet_type, Action.sujet_id).where(Action.id.in_(ids))).all()
    found = {}
    for table in {sujet_type for _, sujet_type, _ in rows}:
        modele = journal.model_of(table)
        of = {action_id: sujet_id for action_id, sujet_type, sujet_id in rows if sujet_type == table}
        names = {one.id: one.libelle for one in db.session.scalars(select(modele).where(modele.id.in_(of.values())))}
        found |= {one: (names[number], modele.module, number) for one, number in of.items() if number in names}
    return found


@event.listens_for(Session, "before_flush", insert=True)
def _tell_subjects(session: Session, context, instances) -> None:
    """The records that show their next action follow what is planned about them."""
    touched = [one for one in (*session.new, *session.dirty) if isinstance(one, Action)]
    with session.no_autoflush:
        for sujet_type, sujet_id in {(one.sujet_type, one.sujet_id) for one in touched}:
            _show_next(session, sujet_type, sujet_id, touched)


@event.listens_for(Session, "before_flush")
def _follow_subjects(session: Session, context, instances) -> None:
    """What is planned about a record goes to the trash with it and comes back with it; a fusion gives it away."""
    with session.no_autoflush:
        for one in session.dirty:
            if isinstance(one, Fiche) and not isinstance(one, Action) and not getattr(one, "fusionne_dans_id", None):
                said = inspect(one).attrs.supprime_le.history
                if said.has_changes():
                    _follow(session, one, said.deleted[0] if said.deleted else None)


def _follow(session: Session, sujet: Fiche, before: datetime | None) -> None:
    about = Action.sujet_type == sujet.__tablename__, Action.sujet_id == sujet.id, Action.faite_le.is_(None)
    with_it = update(Action).where(*about, Action.supprime_le.is_not_distinct_from(before))
    session.execute(with_it.values(supprime_le=sujet.supprime_le), execution_options={"synchronize_session": False})


def _show_next(session: Session, sujet_type: str, sujet_id: int, touched: list[Action]) -> None:
    modele = journal.model_of(sujet_type)
    if not hasattr(modele, "prochaine_action_le"):
        return
    kept = session.scalars(select(Action).where(Action.sujet_type == sujet_type, Action.sujet_id == sujet_id)).all()
    here = {*kept, *(one for one in touched if (one.sujet_type, one.sujet_id) == (sujet_type, sujet_id))}
    waiting = [one for one in here if one.faite_le is None and one.supprime_le is None]
    first = min(waiting, key=lambda one: (one.prevue_le, one.heure or time.min), default=None)
    sujet = session.get_one(modele, sujet_id)
    sujet.prochaine_action = first.libelle[:120] if first else None
    sujet.prochaine_action_le = first.prevue_le if first else None
