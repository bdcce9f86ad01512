"""Searching every list at once, and remembering what was opened lately."""

from collections.abc import Iterable

from sqlalchemy import cast, func, select, update
from sqlalchemy.dialects.postgresql import JSONB

from crm.equipe import Membre
from crm.listes import recherche
from crm.listes.declaration import Liste
from crm.listes.registre import LISTES
from tenants import Base, db

KEPT = 8


def searchable() -> list[Liste]:
    return [liste for liste in LISTES.values() if liste.palette and liste.recherche is not None]


def search(q: str, listes: Iterable[Liste], limit: int) -> list[tuple[Liste, list]]:
    """At most `limit` rows of each list, one query a list; what resembles, when nothing matches anywhere."""
    mots = recherche.read(q)
    if mots is None:
        return []
    listes = list(listes)
    found = [(liste, _matches(liste, mots, limit)) for liste in listes]
    if not any(rows for _, rows in found) and mots.can_be_near:
        found = [(liste, _nearest(liste, mots, limit)) for liste in listes]
    return [(liste, rows) for liste, rows in found if rows]


def _alive(liste: Liste) -> list:
    return [liste.modele.supprime_le.is_(None)] if liste.has_trash else []


def _matches(liste: Liste, mots: recherche.Mots, limit: int) -> list:
    """Those whose name begins with what is typed come first."""
    places = []
    if liste.prefixe is not None:
        begins = liste.prefixe.like(func.extensions.tri_fr(mots.tout) + "%")
        places = [begins.label("debut_"), liste.prefixe.label("tri_")]
    found = recherche.bounded(liste, mots, _alive(liste), *places).subquery()
    order = [*([found.c.debut_.desc(), found.c.tri_] if places else []), found.c.id.desc()]
    first = select(found.c.id, func.row_number().over(order_by=order).label("rang_")).order_by("rang_").limit(limit)
    first = first.subquery()
    query = select(liste.modele).join(first, first.c.id == liste.modele.id).order_by(first.c.rang_)
    return list(db.session.scalars(query))


def _nearest(liste: Liste, mots: recherche.Mots, limit: int) -> list:
    numbers = db.session.scalars(recherche.near(liste, mots, _alive(liste)).limit(limit)).all()
    fiches = db.session.scalars(select(liste.modele).where(liste.modele.id.in_(numbers))) if numbers else ()
    return sorted(fiches, key=lambda fiche: numbers.index(fiche.id))


def remember(membre: Membre, liste: Liste, fiche: Base) -> None:
    """This record has just been opened: it comes first among the last ones. Two tabs at once never conflict."""
    entry = {
        "module": liste.cle,
        "id": fiche.id,
        "titre": liste.palette.titre(fiche),
        "detail": liste.mot.capitalize(),
        "icone": liste.palette.icone,
    }
    others = [one for one in recents(membre) if (one["module"], one["id"]) != (liste.cle, fiche.id)]
    if recents(membre)[:1] != [entry]:
        _keep(membre.id, [entry, *others][:KEPT])


def forget(module: str, ids: Iterable[int]) -> None:
    """Nobody has opened these records."""
    gone = {(module, number) for number in ids}
    opened = select(Membre.id, Membre.preferences["recents"]).where(Membre.preferences.has_key("recents"))
    for number, entries in db.session.execute(opened).all():
        kept = [one for one in entries if (one["module"], one["id"]) not in gone]
        if kept != entries:
            _keep(number, kept)


def _keep(membre_id: int, entries: list[dict]) -> None:
    """In the database itself, and out of the journal."""
    merged = Membre.preferences.concat(cast({"recents": entries}, JSONB))
    query = update(Membre).where(Membre.id == membre_id).values(preferences=merged, modifie_le=Membre.modifie_le)
    db.session.execute(query, execution_options={"synchronize_session": False})


def recents(membre: Membre) -> list[dict]:
    return list(membre.preferences.get("recents") or [])
