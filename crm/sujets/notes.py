"""The notebook of a record: notes of the team, and exchanges with whom it is about."""

from sqlalchemy import ForeignKey, Index, func, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from crm import richtexte
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.fiches import Fiche
from tenants import db

ECHANGES = {
    "info": ("Note", "note", "ambre", "a écrit une note"),
    "email": ("E-mail", "mail", "bleu", "a échangé un e-mail"),
    "appel": ("Appel", "phone", "vert", "a eu un appel"),
    "rendez_vous": ("Rendez-vous", "calendar-event", "violet", "a eu un rendez-vous"),
    "devis": ("Devis", "file-text", "cyan", "a parlé d’un devis"),
}
"""Kinds of exchanges (B-087): name, icon, tone, and what the author did."""


class Note(Fiche):
    """A note of the team on a record, or an exchange with whom it is about (B-041, B-087)."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_sujet", "sujet_type", "sujet_id", text("id DESC")),)
    module = "accueil"
    riches = frozenset({"texte"})

    sujet_type: Mapped[str]
    sujet_id: Mapped[int]
    genre_: Mapped[str] = mapped_column("genre", server_default=text("'info'"), default="info")
    texte: Mapped[str]
    membre_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))

    membre: Mapped[Membre | None] = relationship()

    @property
    def libelle(self) -> str:
        return " ".join(richtexte.to_text(self.texte).split())[:60]

    @property
    def porteur(self) -> tuple[str, int]:
        return self.sujet_type, self.sujet_id

    @property
    def dessin(self) -> tuple[str, str, str, str]:
        """Its kind's name, icon, tone, and what its author did."""
        return ECHANGES[self.genre_]

    def revise(self, *, texte: str | None) -> None:
        """Write it again. Raises RegleMetier when nothing is left of it, or too much is said."""
        kept = richtexte.read(texte)
        if not kept:
            raise RegleMetier("Écrivez d’abord votre note.", "texte")
        if len(kept) > richtexte.LARGEST:
            raise RegleMetier("Cette note est trop longue : allégez-la.", "texte")
        self.texte = texte


def notes_of(sujet: Fiche) -> list[Note]:
    query = select(Note).where(Note.sujet_type == sujet.__tablename__, Note.sujet_id == sujet.id)
    query = query.where(Note.supprime_le.is_(None)).options(joinedload(Note.membre))
    return list(db.session.scalars(query.order_by(Note.id.desc()).limit(200)))


def write_note(sujet: Fiche, texte: str | None, membre: Membre | None, genre: str = "info") -> Note:
    """Add a note or an exchange to a record. Raises RegleMetier on an empty one, or an unknown kind."""
    if genre not in ECHANGES:
        raise RegleMetier("Choisissez le genre de l’échange dans la liste.", "type")
    note = Note(sujet_type=sujet.__tablename__, sujet_id=sujet.id, genre_=genre, membre=membre)
    note.revise(texte=texte)
    db.session.add(note)
    db.session.flush()
    return note


def count_exchanges(sujet: Fiche) -> dict[str, int]:
    """How many exchanges of each kind this record bears, those it has (B-089)."""
    query = select(Note.genre_, func.count()).where(Note.sujet_type == sujet.__tablename__, Note.sujet_id == sujet.id)
    found = dict(db.session.execute(query.where(Note.supprime_le.is_(None)).group_by(Note.genre_)).all())
    return {genre: found[genre] for genre in ECHANGES if genre in found}
