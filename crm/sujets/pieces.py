from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from crm.equipe import Membre
from crm.fiches import Fiche
from tenants import db


class Piece(Fiche):
    """A file attached to a record; its bytes are in the storage, under their SHA-256."""

    __tablename__ = "pieces"
    __table_args__ = (Index("ix_pieces_sujet", "sujet_type", "sujet_id", text("id DESC")),)
    module = "accueil"

    sujet_type: Mapped[str]
    sujet_id: Mapped[int]
    nom: Mapped[str]
    type_mime: Mapped[str]
    taille: Mapped[int]
    sha256: Mapped[str]
    membre_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))

    membre: Mapped[Membre | None] = relationship()

    @property
    def libelle(self) -> str:
        return self.nom


def pieces_of(sujet: Fiche) -> list[Piece]:
    query = select(Piece).where(Piece.sujet_type == sujet.__tablename__, Piece.sujet_id == sujet.id)
    query = query.where(Piece.supprime_le.is_(None)).options(joinedload(Piece.membre))
    return list(db.session.scalars(query.order_by(Piece.id.desc())))
