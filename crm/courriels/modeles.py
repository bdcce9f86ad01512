from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm.fiches import Fiche


class ModeleMessage(Fiche):
    """The text a company writes to its clients with, for one occasion and one language."""

    __tablename__ = "modeles_message"
    __table_args__ = (Index("uq_modeles_message_code", "code", "langue", unique=True),)
    module = "configuration"

    code: Mapped[str]
    langue: Mapped[str]
    objet: Mapped[str]
    texte: Mapped[str]
