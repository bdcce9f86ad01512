"""Filters whose choices the database holds: people, labels, saved selections."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from crm.equipe import Membre
from crm.listes.declaration import Liste
from crm.listes.filtres import Contexte, Filtre, tri_fr
from crm.listes.registre import find
from crm.listes.selections import Selection, Selectionnee
from crm.sujets import Etiquetage, Etiquette
from tenants import db
from tenants.ids import read_id


@dataclass(frozen=True)
class FiltreMembre(Filtre):
    """People of the team, « moi » and nobody."""

    colonne: Any = None
    derniers = (("aucun", "Personne", None),)

    def options(self) -> list[tuple]:
        return [("moi", "Moi", None)]

    def source(self) -> Select:
        name = func.trim(Membre.prenom + " " + Membre.nom)
        return Membre.search().order_by(None).with_only_columns(Membre.id, name, cast(null(), Text), tri_fr(Membre.nom))

    def accepte(self, valeur: str) -> bool:
        return valeur in ("moi", "aucun") or read_id(valeur) is not None

    def condition(self, valeurs, contexte):
        chosen = valeurs[self.cle]
        ids = [id for v in chosen if (id := read_id(v))] + ([contexte.membre_id] if "moi" in chosen else [])
        nobody = [self.colonne.is_(None)] if "aucun" in chosen else []
        return or_(*nobody, *([self.colonne.in_(ids)] if ids else []))


@dataclass(frozen=True)
class FiltreEtiquettes(Filtre):
    """Bears one of these labels."""

    modele: Any = None

    def source(self) -> Select:
        e = Etiquette
        return select(e.id, e.nom, e.ton, tri_fr(e.nom)).where(e.supprime_le.is_(None))

    def accepte(self, valeur: str) -> bool:
        return read_id(valeur) is not None

    def condition(self, valeurs, contexte):
        borne = Etiquetage.sujet_type == self.modele.__tablename__
        borne &= Etiquetage.sujet_id == self.modele.id
        return exists().where(borne, Etiquetage.etiquette_id.in_([int(v) for v in valeurs[self.cle]]))


@dataclass(frozen=True)
class FiltreSelections(Filtre):
    """Kept in one of these saved selections, one's own or everybody's."""

    cle: str = "selection"
    titre: str = "Sélection"
    icone: str | None = "bookmark"
    liste: str = ""
    modele: Any = None
    discret = True

    def source(self) -> Select:
        s, seen = Selection, _seen_by(bindparam("membre_id", type_=BigInteger))
        return select(s.id, s.nom, cast(null(), Text), tri_fr(s.nom)).where(s.liste == self.liste, seen)

    def accepte(self, valeur: str) -> bool:
        return read_id(valeur) is not None

    def condition(self, valeurs, contexte):
        asked = Selectionnee.selection_id.in_([int(v) for v in valeurs[self.cle]])
        here = (Selectionnee.sujet_type == self.modele.__tablename__) & (Selectionnee.sujet_id == self.modele.id)
        return exists().where(Selection.id == Selectionnee.selection_id, _seen_by(contexte.membre_id), asked, here)


def _seen_by(membre_id: Any) -> ColumnElement:
    return or_(Selection.membre_id.is_(None), Selection.membre_id == membre_id)


def options_of(liste: Liste, contexte: Contexte) -> dict[str, list[tuple]]:
    """The choices of every filter, those that the database holds in one statement."""
    found = {filtre.cle: list(filtre.options()) for filtre in liste.filtres}
    if (held := _held(liste.cle)) is not None:
        for number, text, tone, _, cle in db.session.execute(held, {"membre_id": contexte.membre_id}):
            found[cle].append((str(number), text, tone))
    for filtre in liste.filtres:
        found[filtre.cle] += filtre.derniers
    return found


@cache
def _held(cle: str) -> Select | None:
    """What asks for them, written once for each list."""
    sources = [(filtre.cle, filtre.source()) for filtre in find(cle).filtres]
    held = [source.add_columns(literal(name)) for name, source in sources if source is not None]
    if not held:
        return None
    union = union_all(*held).subquery()
    return select(union).order_by(union.c[3], union.c[0])
