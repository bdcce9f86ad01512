"""The lists of values a company edits for itself: roles of contacts, units… One table for all of them."""

from sqlalchemy import Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.fiches import Fiche
from tenants import db

LISTES = {"role_contact": "Rôles des contacts", "unite": "Unités", "fonction": "Fonctions", "civilite": "Civilités"}
DEPART = {
    "role_contact": ("Direction générale", "Service Comptabilité", "Achats", "Technique", "Chantier"),
    "unite": ("unité", "heure", "jour", "forfait", "mois", "m", "m²", "m³", "kg", "lot"),
    "fonction": ("Gérant", "Gérante", "Comptable", "Responsable des achats", "Assistante de direction"),
    "civilite": ("Madame", "Monsieur"),
}


class Valeur(Fiche):
    """One choice of one list, with its order and, when it is shown as a badge, its tone."""

    __tablename__ = "valeurs"
    __table_args__ = (
        Index("ix_valeurs_liste", "liste", "ordre", "id"),
        Index("uq_valeurs_libelle", "liste", "libelle", unique=True),
    )
    module = "configuration"

    liste: Mapped[str]
    libelle_: Mapped[str] = mapped_column("libelle")
    code: Mapped[str | None]
    ton: Mapped[str] = mapped_column(server_default=text("'neutre'"), default="neutre")
    ordre: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    inactif: Mapped[bool] = mapped_column(server_default=text("false"), default=False)

    @property
    def libelle(self) -> str:
        return self.libelle_

    @classmethod
    def of(cls, liste: str) -> list["Valeur"]:
        """The values a list offers, in its order."""
        query = select(cls).where(cls.liste == liste, cls.supprime_le.is_(None), ~cls.inactif)
        return list(db.session.scalars(query.order_by(cls.ordre, cls.id)))


def furnish() -> None:
    for liste, libelles in DEPART.items():
        for rang, libelle in enumerate(libelles):
            db.session.add(Valeur(liste=liste, libelle_=libelle, ordre=10 * (rang + 1)))
