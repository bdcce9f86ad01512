"""Reads that join several nouns: the history of a client, the figures of the first page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import joinedload

from crm.avoirs import Avoir
from crm.clock import PARIS
from crm.courriels import Courriel
from crm.devis import Devis
from crm.devises import Argent, argent
from crm.equipe import Membre
from crm.etats import Etat
from crm.factures import Facture, SuiviFacture
from crm.imputations import ZERO
from crm.reglements import MODES, Reglement
from crm.sujets import Note
from crm.tiers import Tiers
from tenants import db

MONTRES = 5
ttc, montant = argent("total_ttc"), argent("montant")
MOIS = ("", " avant")


@dataclass(frozen=True)
class Evenement:
    """One thing that happened with a client. `genre` and `id` say where it is read."""

    quand: datetime
    genre: str
    id: int
    titre: str
    detail: str = ""
    montant: Argent | None = None
    etat: Etat | None = None


@dataclass(frozen=True)
class Groupe:
    """A heap of documents: how many, how much in euros, and the first of them."""

    nombre: int = 0
    total: Decimal = ZERO
    premiers: list = field(default_factory=list)


@dataclass(frozen=True)
class Mois:
    """An amount of this month until today, and of the whole month before."""

    courant: Decimal
    precedent: Decimal


@dataclass(frozen=True)
class Accueil:
    """What waits today. A part the member may not read is None."""

    devis_en_attente: Groupe | None
    factures_a_encaisser: Groupe | None
    factures_echues: Groupe | None
    factures_en_brouillon: int | None
    facture: Mois | None
    encaisse: Mois | None


def historique_client(tiers: Tiers, day: date, membre: Membre, limit: int = 50) -> list[Evenement]:
    """All that happened with a client and that this member may read, the last thing first (E-009, E-010)."""
    found: list[Evenement] = []
    ids = tiers.tous_ids
    for module, read in LECTURES:
        if membre.can(module):
            found += read(ids, day, limit)
    return sorted(found, key=lambda evenement: evenement.quand, reverse=True)[:limit]


def accueil(day: date, membre: Membre) -> Accueil:
    """The figures of the first page, in at most three queries."""
    devis, factures, reglements = (membre.can(module) for module in ("devis", "factures", "reglements"))
    asked = [_waiting(day)] if devis else []
    asked += [*_to_collect(day), _drafts(), *_invoiced(day)] if factures else []
    asked += _collected(day) if reglements else []
    heaps = {name: (number, total) for name, number, total in db.session.execute(union_all(*asked))} if asked else {}
    due = _first_due() if factures else []
    return Accueil(
        devis_en_attente=Groupe(*heaps["devis"], _first_waiting(day)) if devis else None,
        factures_a_encaisser=Groupe(*heaps["dues"], due) if factures else None,
        factures_echues=Groupe(*heaps["echues"], [f for f in due if f.suivi.echeance < day]) if factures else None,
        factures_en_brouillon=heaps["brouillons"][0] if factures else None,
        facture=Mois(*(heaps[f"facture{m}"][1] - heaps[f"avoir{m}"][1] for m in MOIS)) if factures else None,
        encaisse=Mois(*(heaps[f"encaisse{m}"][1] for m in MOIS)) if reglements else None,
    )


def _devis(ids: list[int], day: date, limit: int) -> list[Evenement]:
    rows = _last(Devis, ids, limit)
    return [
        Evenement(d.envoye_le or d.cree_le, "devis", d.id, d.libelle, d.objet or "", ttc(d), d.etat(day)) for d in rows
    ]


def _factures(ids: list[int], day: date, limit: int) -> list[Evenement]:
    rows = _last(Facture, ids, limit)
    return [
        Evenement(f.emise_a or f.cree_le, "factures", f.id, f.libelle, f.objet or "", ttc(f), f.etat(day)) for f in rows
    ]


def _avoirs(ids: list[int], day: date, limit: int) -> list[Evenement]:
    rows = _last(Avoir, ids, limit)
    return [
        Evenement(a.emise_a or a.cree_le, "avoirs", a.id, a.libelle, a.objet or "", ttc(a), a.etat(day)) for a in rows
    ]


def _reglements(ids: list[int], day: date, limit: int) -> list[Evenement]:
    rows = _last(Reglement, ids, limit)
    return [
        Evenement(_moment(r.recu_le, r.enregistre_a), "reglements", r.id, MODES[r.mode], r.reference or "", montant(r))
        for r in rows
    ]


def _courriels(ids: list[int], day: date, limit: int) -> list[Evenement]:
    rows = _last(Courriel, ids, limit)
    return [
        Evenement(c.envoye_le or c.demande_le, "courriels", c.id, c.objet, ", ".join(c.a), None, c.etat) for c in rows
    ]


def _notes(ids: list[int], day: date, limit: int) -> list[Evenement]:
    query = select(Note).where(Note.sujet_type == "tiers", Note.sujet_id.in_(ids), Note.supprime_le.is_(None))
    query = query.options(joinedload(Note.membre)).order_by(Note.id.desc()).limit(limit)
    rows = db.session.scalars(query)
    return [Evenement(n.cree_le, "notes", n.id, n.membre.libelle if n.membre else "Note", n.texte) for n in rows]


LECTURES = (
    ("devis", _devis),
    ("factures", _factures),
    ("factures", _avoirs),
    ("reglements", _reglements),
    ("factures", _courriels),
    ("clients", _notes),
)


def _last(model, ids: list[int], limit: int) -> list:
    query = select(model).where(model.tiers_id.in_(ids), model.supprime_le.is_(None))
    return list(db.session.scalars(query.order_by(model.id.desc()).limit(limit)))


def _moment(le: date, enregistre_a: datetime) -> datetime:
    """A règlement stands at its own day; at the hour it was recorded when that is the same day."""
    local = enregistre_a.astimezone(PARIS)
    return local if local.date() == le else datetime(le.year, le.month, le.day, 12, tzinfo=PARIS)


def _heap(name: str, amount, *where) -> Select:
    """How many rows, and what they amount to."""
    return select(literal(name), func.count(amount), func.coalesce(func.sum(amount), ZERO)).where(*where)


def _is_waiting(day: date) -> tuple:
    unanswered = (Devis.envoye_le.is_not(None), Devis.accepte_le.is_(None), Devis.refuse_le.is_(None))
    return (*unanswered, Devis.validite >= day, Devis.supprime_le.is_(None))


def _waiting(day: date) -> Select:
    return _heap("devis", Devis.total_ttc_eur, *_is_waiting(day))


def _first_waiting(day: date) -> list[Devis]:
    query = select(Devis).where(*_is_waiting(day)).order_by(Devis.validite).limit(MONTRES)
    return list(db.session.scalars(query))


def _to_collect(day: date) -> list[Select]:
    """All that is due of the factures, and the part of it that is late."""
    s = SuiviFacture
    here = (s.nature == Facture.identite, s.reste > 0)
    return [_heap("dues", s.reste_eur, *here), _heap("echues", s.reste_eur, *here, s.echeance < day)]


def _first_due() -> list[Facture]:
    s = SuiviFacture
    query = select(Facture).join(s, s.facture_id == Facture.id).where(s.nature == Facture.identite, s.reste > 0)
    return list(db.session.scalars(query.order_by(s.echeance, s.facture_id).limit(MONTRES)))


def _drafts() -> Select:
    return _heap("brouillons", Facture.id, Facture.emise_le.is_(None), Facture.supprime_le.is_(None))


def _invoiced(day: date) -> list[Select]:
    """The turnover before tax, of this month and of the one before: factures that nothing replaces, less avoirs."""
    kept = {Facture: [Facture.supprime_le.is_(None), ~Facture.is_replaced()], Avoir: [Avoir.supprime_le.is_(None)]}
    return [
        _heap(f"{model.identite}{name}", model.total_ht_eur, *live, model.emise_le.between(*days))
        for model, live in kept.items()
        for name, days in _months(day)
    ]


def _collected(day: date) -> list[Select]:
    return [
        _heap(f"encaisse{name}", Reglement.montant_eur, Reglement.recu_le.between(*days)) for name, days in _months(day)
    ]


def _months(day: date) -> Iterable[tuple[str, tuple[date, date]]]:
    """This month until today, and the whole month before."""
    first = day.replace(day=1)
    end = first - timedelta(days=1)
    return zip(MOIS, ((first, day), (end.replace(day=1), end)), strict=True)
