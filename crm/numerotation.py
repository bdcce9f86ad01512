"""Gapless numbers: one locked counter per series and year, taken last, in the transaction that freezes the document."""

import re
from datetime import date

from sqlalchemy import Index, SmallInteger, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm import formats
from crm.errors import RegleMetier
from tenants import Base, db

MOTIFS = {
    "facture": "FA-{annee}-{numero:05d}",
    "avoir": "AV-{annee}-{numero:05d}",
    "devis": "DE-{annee}-{numero:05d}",
    "proforma": "PF-{annee}-{numero:05d}",
}
JETON = re.compile(r"\{annee\}|\{numero(?::0(\d)d)?\}")
NUMERO = re.compile(r"[A-Za-z0-9+\-_/]{1,35}")
DRAW = text(
    "INSERT INTO series AS s (code, annee, motif, dernier, derniere_date)"
    " SELECT d.code, d.annee, d.motif, 1, d.jour"
    " FROM (SELECT CAST(:code AS text) code, CAST(:annee AS smallint) annee, CAST(:motif AS text) motif,"
    " CAST(:day AS date) jour) d"
    " WHERE NOT EXISTS (SELECT 1 FROM series WHERE code = d.code AND annee > d.annee)"
    " ON CONFLICT (code, annee) DO UPDATE SET dernier = s.dernier + 1, derniere_date = excluded.derniere_date"
    " WHERE s.derniere_date <= excluded.derniere_date RETURNING s.dernier, s.motif"
)


class Serie(Base):
    """The counter of a series for a year. Its last date never goes back (NUM-04)."""

    __tablename__ = "series"
    __table_args__ = (Index("uq_series_code_annee", "code", "annee", unique=True),)

    code: Mapped[str]
    annee: Mapped[int] = mapped_column(SmallInteger)
    motif: Mapped[str]
    dernier: Mapped[int]
    derniere_date: Mapped[date]

    @classmethod
    def last(cls, code: str) -> "Serie | None":
        query = select(cls).where(cls.code == code).order_by(cls.annee.desc()).limit(1)
        return db.session.scalar(query.execution_options(populate_existing=True))

    @classmethod
    def begin(cls, code: str, annee: int, motif: str, dernier: int = 0) -> "Serie":
        """Choose the form of a year's numbers, and where they start, before the first one (NUM-06, NUM-07)."""
        check_motif(motif)
        if db.session.scalar(select(cls.id).where(cls.code == code, cls.annee >= annee)):
            raise RegleMetier(f"La série de {annee} est commencée : sa forme ne change plus.", "motif")
        serie = cls(code=code, annee=annee, motif=motif, dernier=dernier, derniere_date=date(annee, 1, 1))
        db.session.add(serie)
        db.session.flush()
        return serie


def check_motif(motif: str) -> None:
    """A form gives legal numbers: 35 characters at most, letters, figures and + - _ / (NUM-03)."""
    if "{annee}" not in motif or "{numero" not in motif:
        raise RegleMetier("La forme du numéro contient {annee} et {numero:05d} : ajoutez ce qui manque.", "motif")
    if not NUMERO.fullmatch(write(motif, 2000, 1)):
        raise RegleMetier(
            "Un numéro compte 35 caractères au plus : lettres sans accent, chiffres et les signes + - _ /.", "motif"
        )


def write(motif: str, annee: int, numero: int) -> str:
    def put(found: re.Match) -> str:
        return str(annee) if found[0] == "{annee}" else f"{numero:0{found[1] or 1}d}"

    return JETON.sub(put, motif)


def draw(code: str, day: date) -> str:
    """The next number of the series. Call it last: the counter stays locked until the transaction ends.

    Raises RegleMetier when `day` comes before the date of the last number.
    """
    last = Serie.last(code)
    motif = last.motif if last else MOTIFS[code]
    drawn = db.session.execute(DRAW, {"code": code, "annee": day.year, "motif": motif, "day": day}).first()
    if drawn is None:
        raise RegleMetier(too_early(Serie.last(code)), "emise_le")
    numero = write(drawn.motif, day.year, drawn.dernier)
    if not NUMERO.fullmatch(numero):
        raise RegleMetier(f"Le numéro {numero} dépasse 35 caractères : changez la forme de la série.", "motif")
    return numero


def too_early(last: Serie) -> str:
    numero = write(last.motif, last.annee, last.dernier)
    le = formats.jour(last.derniere_date, "long")
    return f"Le dernier numéro, {numero}, est daté du {le} : choisissez cette date ou une date plus récente."
