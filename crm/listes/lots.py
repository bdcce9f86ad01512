"""Bulk actions: one gesture on many rows, each of which may refuse; undone together by its lot in the journal."""

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from crm import journal, sujets
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.formats import nombre, pluriel
from crm.listes.declaration import Liste
from crm.listes.filtres import Contexte
from crm.listes.lignes import cursor, walk, whole
from crm.listes.pages import selection
from crm.listes.registre import find
from crm.listes.requete import Requete
from tenants import Travail, db, later
from tenants.ids import read_id
from tenants.jobs import progress

AT_ONCE = 200
BATCH = 200
SAID = 3


@dataclass(frozen=True)
class Geste:
    """`phrase` says what was done, « {} » standing for how many."""

    phrase: str
    faire: Callable[[Fiche], Any]


@dataclass
class Bilan:
    """How a gesture ended: how many rows it changed, and why the others refused."""

    faits: int = 0
    refus: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.faits + len(self.refus)

    def say(self, geste: Geste, liste: Liste) -> str:
        """« Responsable modifié pour 3 clients sur 5. Menuiserie Delaunay : … »"""
        combien = pluriel(self.faits, liste.mot, liste.pluriel)
        if self.refus:
            combien += f" sur {nombre(self.total)}"
        more = [f"{nombre(len(self.refus) - SAID)} autres refus"] if len(self.refus) > SAID + 1 else []
        shown = self.refus[:SAID] if more else self.refus
        return " ".join([geste.phrase.format(combien) + ".", *(f"{raison.rstrip('.')}." for raison in shown + more)])


def read_geste(liste: Liste, action: str, valeurs: dict[str, list[str]], now: datetime) -> Geste | None:
    """What an action of the URL and its form ask for; None when this list has no such action."""
    if action == "corbeille" and liste.corbeille and liste.has_trash:
        return Geste("Mis à la corbeille : {}", lambda fiche: fiche.trash(now))
    if action == "restauration" and liste.corbeille and liste.has_trash:
        return Geste("Sorti de la corbeille : {}", lambda fiche: fiche.restore())
    if action == "etiquettes" and liste.etiquetable:
        return _labelling(valeurs)
    champ = next((champ for champ in liste.champs if champ.cle == action), None)
    return _change(champ, valeurs) if champ else None


def _labelling(valeurs: dict[str, list[str]]) -> Geste:
    put, remove = ({id for v in valeurs.get(nom, []) if (id := read_id(v))} for nom in ("mettre", "retirer"))
    if nom := " ".join(valeurs.get("nom", [])).strip():
        put = put | {sujets.Etiquette.named(nom, (valeurs.get("ton") or ["neutre"])[0]).id}
    if not put | remove:
        raise RegleMetier("Choisissez au moins une étiquette.", "mettre")
    return Geste("Étiquettes modifiées pour {}", lambda fiche: sujets.label(fiche, put, remove))


def _change(champ, valeurs: dict[str, list[str]]) -> Geste:
    asked = (valeurs.get("valeur") or [""])[0]
    if (asked or champ.obligatoire) and asked not in {str(choix[0]) for choix in champ.choix()}:
        raise RegleMetier("Choisissez une valeur dans la liste.", "valeur")
    value = champ.lit(asked)
    verb = champ.verbe or (lambda fiche, value: setattr(fiche, champ.cle, value))
    return Geste(f"{champ.titre} modifié pour {{}}", lambda fiche: verb(fiche, value))


def apply(geste: Geste, fiches: Iterable[Fiche], bilan: Bilan | None = None) -> Bilan:
    """Do it to each row; one that refuses is put aside with its reason and blocks nothing."""
    bilan = bilan or Bilan()
    for fiche in fiches:
        libelle = fiche.libelle
        try:
            with db.session.begin_nested():
                geste.faire(fiche)
            bilan.faits += 1
        except RegleMetier as refusal:
            bilan.refus.append(f"{libelle} : {refusal.message}")
    return bilan


def count(requete: Requete, ids: list[int] | None) -> int:
    return db.session.scalar(select(func.count(requete.liste.modele.id)).where(*selection(requete, ids)))


def numbers(requete: Requete, ids: list[int] | None, most: int) -> list[int]:
    """The rows chosen, in the order of the list, `most` at most."""
    return [row[0].id for row in walk(requete, whole(requete, selection(requete, ids)), None, most)]


def run(requete: Requete, ids: list[int] | None, geste: Geste) -> tuple[Bilan, uuid.UUID]:
    """At once, in the request's transaction: for 200 rows at most."""
    modele = requete.liste.modele
    query = select(modele).where(*selection(requete, ids)).options(*requete.liste.options).order_by(modele.id)
    fiches, lot = db.session.scalars(query.limit(AT_ONCE)).unique().all(), journal.begin_lot()
    return apply(geste, fiches), lot


def run_later(requete: Requete, ids: list[int] | None, action: str, valeurs: dict, par: Membre, total: int) -> Travail:
    """By a worker, above 200 rows."""
    return send(Lot.run_now, "Modification", requete, ids, par, total, action=action, valeurs=json.dumps(valeurs))


def send(
    job: Callable, geste: str, requete: Requete, ids: list[int] | None, par: Membre, total: int, **valeurs
) -> Travail:
    """Give a gesture on many rows to a worker. The filter is sent, not the rows."""
    return later(
        job,
        titre=f"{geste} de {pluriel(total, requete.liste.mot, requete.liste.pluriel)}",
        par_id=par.id,
        total=total,
        liste=requete.liste.cle,
        requete=requete.avec().to_query(resolue=True),
        ids=join_ids(ids or []),
        jour=requete.contexte.aujourdhui.isoformat(),
        **valeurs,
    )


def join_ids(ids: Iterable[int]) -> str:
    return ",".join(map(str, ids))


def split_ids(ids: str) -> list[int]:
    return [int(one) for one in ids.split(",") if one]


class Lot:
    """A bulk action, in a worker."""

    @classmethod
    def run_now(cls, liste: str, requete: str, ids: str, action: str, valeurs: str, jour: str) -> dict:
        asked, par = rehydrate(liste, requete, jour)
        journal.sign(par.id, par.libelle)
        geste = read_geste(asked.liste, action, json.loads(valeurs), datetime.now(UTC))
        bilan, lot = Bilan(), journal.begin_lot()
        chosen = snapshot(asked, split_ids(ids) or None)
        for start in range(0, len(chosen), BATCH):
            modele = asked.liste.modele
            query = select(modele).where(modele.id.in_(chosen[start : start + BATCH])).options(*asked.liste.options)
            apply(geste, db.session.scalars(query).unique(), bilan)
            progress(start + BATCH)
        phrase = bilan.say(geste, asked.liste)
        return {"phrase": phrase, "refus": bilan.refus[:1000], "lot": str(lot)}


def snapshot(requete: Requete, ids: list[int] | None) -> list[int]:
    """The rows as they are when the job begins: the gesture itself may move rows out of the filter."""
    modele = requete.liste.modele
    return list(db.session.scalars(select(modele.id).where(*selection(requete, ids)).order_by(modele.id)))


def rehydrate(liste: str, requete: str, jour: str) -> tuple[Requete, Membre]:
    """The query a job was given, for the member who asked."""
    par = db.session.get(Membre, db.session.info["par_id"])
    contexte = Contexte(par.id, date.fromisoformat(jour))
    return Requete.lire(requete, find(liste), par.preferences, contexte), par


def batches(requete: Requete, where: list, size: int = 500) -> Iterable[list]:
    """Every row in the order of the list, a few at a time: memory stays flat."""
    start, source = None, whole(requete, where)
    while rows := walk(requete, source, start, size):
        yield [row[0] for row in rows]
        if len(rows) < size:
            return
        start = cursor(rows[-1], 0)
