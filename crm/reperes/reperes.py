from datetime import date
from decimal import Decimal

from sqlalchemy import Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.fiches import Fiche


class Repere(Fiche):
    """A fact of law with the days it holds: a VAT rate, the text of a mention, a threshold, a penalty."""

    __tablename__ = "reperes"
    __table_args__ = (Index("uq_reperes_code_debut", "genre", "territoire", "code", "debut", unique=True),)
    module = "configuration"

    genre_: Mapped[str] = mapped_column("genre")
    code: Mapped[str]
    territoire: Mapped[str] = mapped_column(server_default=text("'metropole'"), default="metropole")
    libelle_: Mapped[str] = mapped_column("libelle")
    valeur: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    texte_fr: Mapped[str | None]
    texte_en: Mapped[str | None]
    article: Mapped[str | None]
    debut: Mapped[date]
    fin: Mapped[date | None]

    @property
    def libelle(self) -> str:
        return self.libelle_
