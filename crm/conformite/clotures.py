"""Closings: what each day, month and fiscal year amounts to, written once, chained, never reset (CAI-08, CAI-09).

A closing covers links of the chains, from the first that no closing of its kind covers to the last recorded before its
period ended. So each document is counted once, and one that comes late goes to the period still open, with its date.
"""

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Self

from sqlalchemy import Index, func, select, text
from sqlalchemy.orm import Mapped

from crm.clock import PARIS
from crm.conformite.chiffres import Chiffres, Totalise
from crm.conformite.periodes import GENRES, Periode
from crm.factures import Document
from crm.imputations import ZERO
from crm.parametres import Parametres
from crm.reglements import Reglement
from crm.scellement import Chaine, Maillon
from tenants import Base, db

MOMENTS = {Document: Document.emise_a, Reglement: Reglement.enregistre_a}


class Cloture(Totalise, Maillon, Base):
    """`documents` and `reglements`: the last rank of each chain that is covered. `perpetuel` adds up every total with
    tax since the beginning, `perpetuel_absolu` their absolute values."""

    __tablename__ = "clotures"
    __table_args__ = (
        Index("uq_clotures_rang", "rang", unique=True),
        Index("uq_clotures_genre_debut", "genre", "debut", unique=True),
        Index("ix_clotures_genre", "genre", text("rang DESC")),
    )
    chaine = "clotures"
    scelles = tuple(
        "genre debut fin faite_a documents reglements total_ht total_tva total_ttc absolu taux modes versions series "
        "nombre_factures nombre_avoirs nombre_reglements perpetuel perpetuel_absolu rang".split()
    )

    genre: Mapped[str]
    debut: Mapped[date]
    fin: Mapped[date]
    faite_a: Mapped[datetime]
    documents: Mapped[int]
    reglements: Mapped[int]
    total_ht: Mapped[Decimal]
    total_tva: Mapped[Decimal]
    total_ttc: Mapped[Decimal]
    absolu: Mapped[Decimal]
    taux: Mapped[dict]
    modes: Mapped[dict]
    versions: Mapped[dict]
    series: Mapped[dict]
    nombre_factures: Mapped[int]
    nombre_avoirs: Mapped[int]
    nombre_reglements: Mapped[int]
    perpetuel: Mapped[Decimal]
    perpetuel_absolu: Mapped[Decimal]

    @property
    def periode(self) -> Periode:
        return Periode(self.genre, self.debut, self.fin)

    @property
    def libelle(self) -> str:
        return f"Clôture {GENRES[self.genre].lower()} : {self.periode.libelle}"

    @classmethod
    def last(cls, genre: str) -> Self | None:
        query = select(cls).where(cls.genre == genre).order_by(cls.rang.desc()).limit(1)
        return db.session.scalar(query.execution_options(populate_existing=True))

    @classmethod
    def close_due(cls, day: date) -> int:
        """Close each period with activity that ended before `day` and is not closed yet. Returns how many.

        Two workers may run it: the second waits for the first, and finds nothing left.
        """
        chaine, made = Chaine.lock(cls.chaine), 0
        debut = Parametres.current().exercice_debut
        for genre in GENRES:
            last = cls.last(genre)
            while (periode := _next(genre, last, debut)) and periode.fin < day:
                last, made = cls._close(chaine, periode, last), made + 1
        return made

    @classmethod
    def _close(cls, chaine: Chaine, periode: Periode, last: Self | None) -> Self:
        documents, reglements = (_cut(modele, _covered(last, modele), periode.limite) for modele in MOMENTS)
        chiffres = Chiffres.of_ranks(
            (_covered(last, Document), documents),
            (_covered(last, Reglement), reglements),
        )
        cloture = cls(
            genre=periode.genre,
            debut=periode.debut,
            fin=periode.fin,
            faite_a=chaine.tenue_a,
            documents=documents,
            reglements=reglements,
            perpetuel=(last.perpetuel if last else ZERO) + chiffres.total_ttc,
            perpetuel_absolu=(last.perpetuel_absolu if last else ZERO) + chiffres.absolu,
            **asdict(chiffres),
        )
        chaine.seal(cloture)
        db.session.add(cloture)
        db.session.flush()
        return cloture


def _covered(last: Cloture | None, modele: type[Maillon]) -> int:
    return getattr(last, modele.chaine) if last else 0


def _next(genre: str, last: Cloture | None, exercice_debut: date | None) -> Periode | None:
    """The next period where something was recorded. One already closed stays so: what came late is in the next."""
    firsts = [_first_moment(modele, _covered(last, modele)) for modele in MOMENTS]
    if not any(firsts):
        return None
    day = min(moment for moment in firsts if moment).astimezone(PARIS).date()
    if last is None:
        return Periode.around(genre, day, exercice_debut)
    periode = Periode.around(genre, max(day, last.fin + timedelta(days=1)), exercice_debut)
    return replace(periode, debut=max(periode.debut, last.fin + timedelta(days=1)))


def _first_moment(modele: type[Maillon], after: int) -> datetime | None:
    query = select(MOMENTS[modele]).where(modele.rang > after).order_by(modele.rang).limit(1)
    return db.session.scalar(query)


def _cut(modele: type[Maillon], after: int, limite: datetime) -> int:
    """The last link before the first one recorded at `limite` or later, seen at one instant."""
    later = select(modele.rang).where(modele.rang > after, MOMENTS[modele] >= limite).order_by(modele.rang).limit(1)
    return db.session.scalar(select(func.coalesce(later.scalar_subquery() - 1, func.max(modele.rang), 0)))
