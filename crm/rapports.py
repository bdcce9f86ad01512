"""Reads that join several nouns: the history of a client, the figures of the first page."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from crm.avoirs import Avoir
from crm.clock import PARIS
from crm.courriels import Courriel
from crm.devis import Devis
from crm.equipe import Membre
from crm.etats import Etat
from crm.factures import Facture, SuiviFacture
from crm.imputations import ZERO
from crm.reglements import MODES, Reglement
from crm.sujets import Note
from tenants import db

MONTRES = 5


@dataclass(frozen=True)
class Evenement:
    """One thing that happened with a client. `genre` and `id` say where it is read."""

    quand: datetime
    genre: str
    id: int
    titre: str
    detail: str = ""
    montant: Decimal | None = None
    etat: Etat | None = None


@dataclass(frozen=True)
class Groupe:
    """A heap of documents: how many, how much, and the first of them."""

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


def historique_client(tiers_id: int, day: date, membre: Membre, limit: int = 50) -> list[Evenement]:
    """All that happened with a client and that this member may read, the last thing first (E-009, E-010)."""
    found: list[Evenement] = []
    for module, read in LECTURES:
        if membre.can(module):
            found += read(tiers_id, day, limit)
    return sorted(found, key=lambda evenement: evenement.quand, reverse=True)[:limit]


def accueil(day: date, membre: Membre) -> Accueil:
    """The figures of the first page, in at most seven queries."""
    devis, factures = membre.can("devis"), membre.can("factures")
    due, late = _to_collect(day) if factures else (None, None)
    return Accueil(
        devis_en_attente=_waiting(day) if devis else None,
        factures_a_encaisser=due,
        factures_echues=late,
        factures_en_brouillon=_drafts() if factures else None,
        facture=_invoiced(day) if factures else None,
        encaisse=_collected(day) if membre.can("reglements") else None,
    )


def _devis(tiers_id: int, day: date, limit: int) -> list[Evenement]:
    rows = _last(Devis, tiers_id, limit)
    return [
        Evenement(d.envoye_le or d.cree_le, "devis", d.id, d.libelle, d.objet or "", d.total_ttc, d.etat(day))
        for d in rows
    ]


def _factures(tiers_id: int, day: date, limit: int) -> list[Evenement]:
    rows = _last(Facture, tiers_id, limit)
    return [
        Evenement(f.emise_a or f.cree_le, "factures", f.id, f.libelle, f.objet or "", f.total_ttc, f.etat(day))
        for f in rows
    ]


def _avoirs(tiers_id: int, day: date, limit: int) -> list[Evenement]:
    rows = _last(Avoir, tiers_id, limit)
    return [
        Evenement(a.emise_a or a.cree_le, "avoirs", a.id, a.libelle, a.objet or "", a.total_ttc, a.etat(day))
        for a in rows
    ]


def _reglements(tiers_id: int, day: date, limit: int) -> list[Evenement]:
    rows = _last(Reglement, tiers_id, limit)
    return [
        Evenement(_moment(r.recu_le, r.enregistre_a), "reglements", r.id, MODES[r.mode], r.reference or "", r.montant)
        for r in rows
    ]


def _courriels(tiers_id: int, day: date, limit: int) -> list[Evenement]:
    rows = _last(Courriel, tiers_id, limit)
    return [
        Evenement(c.envoye_le or c.demande_le, "courriels", c.id, c.objet, ", ".join(c.a), None, c.etat) for c in rows
    ]


def _notes(tiers_id: int, day: date, limit: int) -> list[Evenement]:
    query = select(Note).where(Note.sujet_type == "tiers", Note.sujet_id == tiers_id, Note.supprime_le.is_(None))
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


def _last(model, tiers_id: int, limit: int) -> list:
    query = select(model).where(model.tiers_id == tiers_id, model.supprime_le.is_(None))
    return list(db.session.scalars(query.order_by(model.id.desc()).limit(limit)))


def _moment(le: date, enregistre_a: datetime) -> datetime:
    """A règlement stands at its own day; at the hour it was recorded when that is the same day."""
    local = enregistre_a.astimezone(PARIS)
    return local if local.date() == le else datetime(le.year, le.month, le.day, 12, tzinfo=PARIS)


def _waiting(day: date) -> Groupe:
    where = (Devis.envoye_le.is_not(None), Devis.accepte_le.is_(None), Devis.refuse_le.is_(None))
    where = (*where, Devis.validite >= day, Devis.supprime_le.is_(None))
    count, total = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Devis.total_ttc), ZERO)).where(*where)
    ).one()
    return Groupe(
        count, total, list(db.session.scalars(select(Devis).where(*where).order_by(Devis.validite).limit(MONTRES)))
    )


def _to_collect(day: date) -> tuple[Groupe, Groupe]:
    """All that is due, and the part of it that is late; the oldest due first."""
    s = SuiviFacture
    join = select(s).join(Facture, Facture.id == s.facture_id).where(s.reste > 0)
    late = s.echeance < day
    sums = join.with_only_columns(
        func.count(),
        func.coalesce(func.sum(s.reste), ZERO),
        func.count().filter(late),
        func.coalesce(func.sum(s.reste).filter(late), ZERO),
    )
    count, total, late_count, late_total = db.session.execute(sums).one()
    query = select(Facture).join(s, s.facture_id == Facture.id).where(s.reste > 0)
    first = list(db.session.scalars(query.order_by(s.echeance, s.facture_id).limit(MONTRES)))
    return Groupe(count, total, first), Groupe(late_count, late_total, [f for f in first if f.echeance < day])


def _drafts() -> int:
    query = select(func.count(Facture.id)).where(Facture.emise_le.is_(None), Facture.supprime_le.is_(None))
    return db.session.scalar(query)


def _invoiced(day: date) -> Mois:
    """The turnover before tax: factures less avoirs."""
    facture, avoir = (_monthly(m.total_ht, m.emise_le, day, m.supprime_le.is_(None)) for m in (Facture, Avoir))
    return Mois(facture.courant - avoir.courant, facture.precedent - avoir.precedent)


def _collected(day: date) -> Mois:
    return _monthly(Reglement.montant, Reglement.recu_le, day)


def _monthly(amount, date_column, day: date, *where) -> Mois:
    """Two sums in one statement, bounded by dates: the index on the date answers."""
    month = day.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    query = select(
        func.coalesce(func.sum(amount).filter(date_column >= month), ZERO),
        func.coalesce(func.sum(amount).filter(date_column < month), ZERO),
    ).where(date_column >= before, date_column <= day, *where)
    return Mois(*db.session.execute(query).one())
