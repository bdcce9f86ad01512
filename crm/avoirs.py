"""Avoirs: what corrects an issued facture, for a part or for the whole."""

from sqlalchemy.orm import Mapped, relationship

from crm.factures import Document, Facture


class Avoir(Document):
    identite = "avoir"
    genre = "l’avoir"

    facture: Mapped[Facture | None] = relationship(
        Facture, foreign_keys=[Document.facture_id], remote_side=[Document.id], viewonly=True
    )
