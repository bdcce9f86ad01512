"""209 « Complétée »: the files a client who suspended an invoice was waiting for (FE-33)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.etats import Etat
from crm.factures import Document
from crm.plateforme import connexion, messages, statuts
from crm.plateforme.cdar_dit import StatutDit
from crm.plateforme.messages import Message
from crm.plateforme.transmissions import Transmission
from crm.sujets import Piece
from tenants import Base, db, storage

LOURD = 10_000_000


class Reponse(Message, Base):
    """`pieces`: the files sent, each {"nom", "sha256"} of the storage."""

    __tablename__ = "reponses_plateforme"
    __table_args__ = (Index("ix_reponses_plateforme_transmission", "transmission_id"),)

    transmission_id: Mapped[int] = mapped_column(ForeignKey("transmissions.id"))
    pieces: Mapped[list] = mapped_column(JSONB)
    commentaire: Mapped[str]
    par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))

    transmission: Mapped[Transmission] = relationship()
    par: Mapped[Membre | None] = relationship()

    @property
    def code(self) -> str:
        return statuts.COMPLETEE

    @property
    def moment(self) -> datetime:
        return self.demande_a

    @property
    def etat(self) -> Etat:
        return statuts.etat(self.code)

    @property
    def dit(self) -> StatutDit:
        said = messages.of_ours(self.transmission.document.fige)
        joined = tuple((piece["nom"], storage.get(piece["sha256"])) for piece in self.pieces)
        return StatutDit(
            id=self.jeton, code=self.code, moment=self.demande_a, commentaire=self.commentaire, pieces=joined, **said
        )


def complete(document: Document, pieces: list[Piece], commentaire: str, par: Membre, now: datetime) -> Reponse:
    """Send these files to who suspended the document. Raises RegleMetier."""
    connexion.ready()
    transmission = Transmission.of(document)
    if transmission is not None:
        db.session.refresh(transmission, with_for_update=True)  # two clicks: the second finds the answer of the first
    if transmission is None or not transmission.is_suspendue:
        raise RegleMetier("Seule une facture suspendue par votre client se complète.")
    if not pieces:
        raise RegleMetier("Choisissez au moins un fichier à envoyer.", "pieces")
    if sum(piece.taille for piece in pieces) > LOURD:
        raise RegleMetier("Ces fichiers dépassent 10 Mo ensemble : choisissez-en moins.", "pieces")
    reponse = Reponse(
        transmission=transmission,
        jeton=messages.new_jeton(),
        pieces=[{"nom": piece.nom, "sha256": piece.sha256} for piece in pieces],
        commentaire=commentaire.strip(),
        demande_a=now,
        par_id=par.id,
    )
    db.session.add(reponse)
    db.session.flush()
    db.session.expire(transmission, ["reponses"])
    reponse.send_later(par.id)
    return reponse
