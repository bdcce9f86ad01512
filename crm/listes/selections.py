"""« Listes de sélections »: rows kept under a name, whatever becomes of the filter that found them (B-022)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.formats import pluriel
from crm.listes.declaration import Liste
from crm.listes.filtres import Contexte
from crm.listes.gardes import Gardee
from crm.listes.pages import selection
from crm.listes.registre import find
from crm.listes.requete import Requete, reach
from tenants import Base, db


class Selection(Gardee):
    __tablename__ = "selections"
    __table_args__ = (Index("ix_selections_liste", "liste", "position", "id"),)
    mot, un = "sélection", "une"

    def put(self, requete: Requete, ids: Iterable[int] | None) -> int:
        """Keep the rows chosen, in one statement whatever their number. Returns how many were not there yet."""
        table, modele = requete.liste.table, requete.liste.modele
        chosen = select(literal(self.id), literal(table), modele.id).where(*selection(requete, ids))
        kept = insert(Selectionnee).from_select(["selection_id", "sujet_type", "sujet_id"], chosen)
        return db.session.execute(kept.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True}).rowcount

    def take_out(self, requete: Requete, ids: Iterable[int] | None) -> int:
        """Returns how many of the rows chosen were there."""
        chosen = select(requete.liste.modele.id).where(*selection(requete, ids))
        mine = Selectionnee.selection_id == self.id, Selectionnee.sujet_type == requete.liste.table
        return db.session.execute(
            delete(Selectionnee).where(*mine, Selectionnee.sujet_id.in_(chosen)),
            execution_options={"synchronize_session": False},
        ).rowcount

    @property
    def ancre(self) -> str:
        """The query string of the list that shows these rows."""
        return f"selection={self.id}"


class Selectionnee(Base):
    """A record kept in a selection."""

    __tablename__ = "selectionnees"
    __table_args__ = (
        Index("uq_selectionnees", "selection_id", "sujet_type", "sujet_id", unique=True),
        Index("ix_selectionnees_sujet", "sujet_type", "sujet_id"),
    )
    selection_id: Mapped[int] = mapped_column(ForeignKey("selections.id", ondelete="CASCADE"))
    sujet_type: Mapped[str]
    sujet_id: Mapped[int]
    mise_le: Mapped[datetime] = mapped_column(server_default=func.now())


def sort(
    requete: Requete,
    ids: list[int] | None,
    membre: Membre,
    *,
    mettre: set[int],
    retirer: set[int],
    nom: str,
    partagee: bool,
) -> str:
    """Put the rows chosen in selections, one of them new when it is given a name, and take them out of others.

    Returns what was done, in a sentence. Raises RegleMetier when nothing is asked, or the name cannot be.
    """  # fmt: skip
    changeable = {one.id: one for one in changeable_by(requete.liste, membre)}
    receiving = [changeable[number] for number in sorted(mettre & set(changeable))]
    giving = [changeable[number] for number in sorted((retirer - mettre) & set(changeable))]
    if nom.strip():
        receiving.append(Selection.keep(requete.liste, nom, membre, partagee=partagee))
    if not receiving + giving:
        raise RegleMetier("Choisissez une sélection, ou donnez un nom à une nouvelle.", "nom")
    said = [_say(one.put(requete, ids), requete.liste, f"dans « {one.nom} »", "de plus") for one in receiving]
    said += [_say(one.take_out(requete, ids), requete.liste, f"dans « {one.nom} »", "de moins") for one in giving]
    return " ".join(said)


def _say(number: int, liste: Liste, where: str, change: str) -> str:
    return f"{pluriel(number, liste.mot, liste.pluriel)} {change} {where}."


def changeable_by(liste: Liste, membre: Membre) -> list[Selection]:
    return [one for one in Selection.of(liste, membre) if one.can_be_changed_by(membre, liste.module)]


def counted(selections: list[Selection]) -> dict[int, int]:
    """How many rows each of these shows: those in the trash are not counted."""
    found: dict[int, int] = {}
    for cle in {one.liste for one in selections}:
        liste, ids = find(cle), [one.id for one in selections if one.liste == cle]
        mine = Selectionnee.selection_id.in_(ids), Selectionnee.sujet_type == liste.table
        alive = reach(liste, None, Contexte())
        query = select(Selectionnee.selection_id, func.count()).join(
            liste.modele, liste.modele.id == Selectionnee.sujet_id
        )
        found |= dict(db.session.execute(query.where(*mine, *alive).group_by(Selectionnee.selection_id)).all())
    return found
