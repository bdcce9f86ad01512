"""« Modèles d’exports »: the columns of a file, in their order, and its format, under a name (B-124…B-128)."""

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.listes.declaration import Liste
from crm.listes.gardes import Gardee
from crm.listes.requete import read_columns

FORMATS = {
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("CSV", "text/csv"),
}


class ModeleExport(Gardee):
    __tablename__ = "modeles_export"
    __table_args__ = (Index("ix_modeles_export_liste", "liste", "position", "id"),)
    mot, un = "modèle", "un"

    colonnes: Mapped[list] = mapped_column(JSONB)
    forme: Mapped[str]

    @classmethod
    def save(
        cls, liste: Liste, nom: str, membre: Membre, *, partagee: bool, colonnes: list[str], forme: str
    ) -> "ModeleExport":
        """Raises RegleMetier without a name or a column, on an unknown format, or when one may not share."""
        return cls.keep(liste, nom, membre, partagee=partagee, **_checked(liste, colonnes, forme))

    def revise(
        self, liste: Liste, nom: str, membre: Membre, *, partagee: bool, colonnes: list[str], forme: str
    ) -> None:
        """Raises RegleMetier as `save` does."""
        checked = _checked(liste, colonnes, forme)
        self.rename(liste, nom, membre, partagee=partagee)
        self.colonnes, self.forme = checked["colonnes"], checked["forme"]

    @property
    def format(self) -> str:
        return FORMATS[self.forme][0]

    def titres(self, liste: Liste) -> list[str]:
        """The headings of the file; a column the list has lost since is left out."""
        return [liste.par_cle[cle].titre for cle in read_columns(self.colonnes, liste)]


def _checked(liste: Liste, colonnes: list[str], forme: str) -> dict:
    if forme not in FORMATS:
        raise RegleMetier("Choisissez un format dans la liste.", "forme")
    if not any(cle in liste.par_cle for cle in colonnes):
        raise RegleMetier("Choisissez au moins une colonne.", "colonnes")
    return {"colonnes": list(read_columns(colonnes, liste)), "forme": forme}
