"""Saved views: a query string under a name, for oneself or for everybody."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from crm.equipe import Membre
from crm.listes.declaration import Liste
from crm.listes.gardes import Gardee
from crm.listes.requete import Requete, read_columns


class VueEnregistree(Gardee):
    __tablename__ = "vues"
    __table_args__ = (Index("ix_vues_liste", "liste", "position", "id"),)
    mot, un = "vue", "une"

    requete: Mapped[str]

    @property
    def cle(self) -> str:
        return f"v{self.id}"

    @classmethod
    def save(cls, requete: Requete, nom: str, membre: Membre, *, partagee: bool) -> "VueEnregistree":
        """Keep this query under a name. Raises RegleMetier without a name, or when one may not share."""
        kept = requete.avec().to_query(resolue=True)
        return cls.keep(requete.liste, nom, membre, partagee=partagee, requete=kept)


def keep_columns(membre: Membre, liste: Liste, colonnes: list[str], par: int | None = None) -> None:
    """The columns, and the number of rows, this member wants in this list from now on."""
    listes = dict(membre.preferences.get("listes") or {})
    kept = {"colonnes": list(read_columns(colonnes, liste))} | ({"par": par} if par else {})
    listes[liste.cle] = dict(listes.get(liste.cle) or {}) | kept
    membre.preferences = membre.preferences | {"listes": listes}


def reset_columns(membre: Membre, liste: Liste) -> None:
    listes = {cle: value for cle, value in (membre.preferences.get("listes") or {}).items() if cle != liste.cle}
    membre.preferences = membre.preferences | {"listes": listes}
