"""Searching every list at once, and remembering what was opened lately."""

from collections.abc import Iterable

from sqlalchemy import select

from crm.equipe import Membre
from crm.fiches import Fiche
from crm.listes import recherche
from crm.listes.declaration import Liste
from crm.listes.registre import LISTES
from tenants import db

KEPT = 8


def searchable() -> list[Liste]:
    return [liste for liste in LISTES.values() if liste.palette and liste.recherche is not None]


def search(q: str, listes: Iterable[Liste], limit: int) -> list[tuple[Liste, list]]:
    """At most `limit` rows of each list, one query a list; what resembles, when nothing matches anywhere."""
    mots = recherche.read(q)
    if mots is None:
        return []
    listes = list(listes)
    found = [(liste, _rows(liste, recherche.bounded(liste, mots, _alive(liste)), limit)) for liste in listes]
    if not any(rows for _, rows in found) and mots.can_be_near:
        found = [(liste, _rows(liste, recherche.near(liste, mots, _alive(liste)), limit)) for liste in listes]
    return [(liste, rows) for liste, rows in found if rows]


def _alive(liste: Liste) -> list:
    return [liste.modele.supprime_le.is_(None)] if liste.has_trash else []


def _rows(liste: Liste, numbers, limit: int) -> list:
    order = [liste.prefixe] if liste.prefixe is not None else []
    query = select(liste.modele).where(liste.modele.id.in_(numbers)).order_by(*order, liste.modele.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def remember(membre: Membre, fiche: Fiche) -> None:
    """This record has just been opened: it comes first among the last ones."""
    liste = next((liste for liste in LISTES.values() if liste.table == fiche.__tablename__ and liste.palette), None)
    if liste is None:
        return
    entry = {
        "module": liste.cle,
        "id": fiche.id,
        "titre": liste.palette.titre(fiche),
        "detail": liste.mot.capitalize(),
        "icone": liste.palette.icone,
    }
    others = [one for one in recents(membre) if (one["module"], one["id"]) != (liste.cle, fiche.id)]
    membre.preferences = membre.preferences | {"recents": [entry, *others][:KEPT]}


def recents(membre: Membre) -> list[dict]:
    return list(membre.preferences.get("recents") or [])
