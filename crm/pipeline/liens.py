"""What is linked to the rows chosen in « Suivi pipeline »: those ticked, or all that its search finds."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from crm.listes.filtres import Contexte, Filtre
from crm.listes.pages import selection
from crm.listes.registre import find
from crm.listes.requete import Requete
from crm.pipeline.interlocuteur import MODELES, Interlocuteur, readable
from tenants.ids import read_id

LISTE = "pipeline"
COCHES = "n:"
MOST = 200


def token(requete: Requete, ids: Iterable[int] | None) -> str:
    """The choice as an address carries it."""
    return requete.to_query(resolue=True) if ids is None else COCHES + ".".join(str(one) for one in [*ids][:MOST])


def chosen(jeton: str, contexte: Contexte, genre: str) -> Select:
    """The numbers, in the table `genre`, of what the choice holds and its reader may see."""
    if jeton.startswith(COCHES):
        numbers = [id for one in jeton.removeprefix(COCHES).split(".") if (id := read_id(one))][:MOST]
        conditions = [Interlocuteur.id.in_(numbers), Interlocuteur.supprime_le.is_(None)]
    else:
        conditions = selection(Requete.lire(jeton, find(LISTE), None, contexte))
    query = select(Interlocuteur.numero).where(Interlocuteur.genre == genre, readable(contexte.membre_id))
    return query.where(*conditions)


@dataclass(frozen=True)
class FiltrePipeline(Filtre):
    """Only what is linked to the rows chosen; hidden. `colonnes`: where the number of a row of each table is kept."""

    colonnes: dict[str, InstrumentedAttribute] = field(default_factory=dict)
    genre = "cache"

    def condition(self, valeurs, contexte) -> ColumnElement[bool]:
        jeton = valeurs[self.cle][0]
        return or_(*(self.colonnes[genre].in_(chosen(jeton, contexte, genre)) for genre in MODELES))
