"""Gapless numbers: one locked counter per series and year, taken last, in the transaction that freezes the document."""

import re
from datetime import date

from sqlalchemy import ForeignKey, Index, SmallInteger, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm import evenements, formats, souches
from crm.errors import RegleMetier
from crm.souches import Souche
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
    "INSERT INTO series AS s (code, annee, motif, depart, dernier, derniere_date)"
    " SELECT d.code, d.annee, d.motif, 0, 1, d.jour"
    " FROM (SELECT CAST(:code AS text) code, CAST(:annee AS smallint) annee, CAST(:motif AS text) motif,"
    " CAST(:day AS date) jour) d"
    " WHERE NOT EXISTS (SELECT 1 FROM series WHERE code = d.code AND annee > d.annee)"
    " ON CONFLICT (code, annee) WHERE close_le IS NULL"
    " DO UPDATE SET dernier = s.dernier + 1, derniere_date = excluded.derniere_date"
    " WHERE s.derniere_date <= excluded.derniere_date RETURNING s.dernier, s.motif"
)


class Serie(Base):
    """The counter of a series for a year, from the number after `depart`. Its last date never goes back (NUM-04)."""

    __tablename__ = "series"
    __table_args__ = (
        Index("uq_series_code_annee", "code", "annee", unique=True, postgresql_where=text("close_le IS NULL")),
    )

    code: Mapped[str] = mapped_column(ForeignKey("souches.code"))
    annee: Mapped[int] = mapped_column(SmallInteger)
    motif: Mapped[str]
    depart: Mapped[int]
    dernier: Mapped[int]
    derniere_date: Mapped[date]
    close_le: Mapped[date | None]

    @property
    def is_started(self) -> bool:
        return self.dernier > self.depart

    @property
    def dernier_numero(self) -> str:
        return write(self.motif, self.annee, self.dernier)

    @property
    def prochain(self) -> str:
        return write(self.motif, self.annee, self.dernier + 1)

    @property
    def entourage(self) -> tuple[str, str]:
        """What comes before the counter, and after it, in every number of the series."""
        before, _, counter = self.motif.replace("{annee}", str(self.annee)).partition("{numero")
        return before, counter.partition("}")[2]

    @classmethod
    def last(cls, code: str) -> "Serie | None":
        query = select(cls).where(cls.code == code).order_by(cls.annee.desc(), cls.id.desc()).limit(1)
        return db.session.scalar(query.execution_options(populate_existing=True))

    @classmethod
    def is_used(cls, code: str) -> bool:
        """Whether a number of this series was ever drawn."""
        return bool(db.session.scalar(select(cls.id).where(cls.code == code, cls.dernier > cls.depart).limit(1)))

    @classmethod
    def upcoming(cls, code: str, day: date) -> "Serie":
        """The series of that day: the one begun, else the one that the first number will begin."""
        last = cls.last(code)
        if last and last.annee >= day.year:
            return last
        motif = last.motif if last else MOTIFS[code]
        return cls(code=code, annee=day.year, motif=motif, depart=0, dernier=0, derniere_date=date(day.year, 1, 1))

    @classmethod
    def open(
        cls,
        nature: str,
        nom: str,
        motif: str,
        raison: str,
        day: date,
        *,
        premier: int | None = None,
        avec: str | None = None,
    ) -> "Serie":
        """A further series of this kind, and why the activity justifies it (NUM-01). `avec`: whose avoirs or pro formas
        it numbers. Raises RegleMetier naming the field."""
        check_motif(motif)
        souche = souches.declare(nature, nom, raison, day, avec)
        depart = _depart(souche.code, premier) or 0
        debut = date(day.year, 1, 1)
        serie = cls(code=souche.code, annee=day.year, motif=motif, depart=depart, dernier=depart, derniere_date=debut)
        db.session.add(serie)
        db.session.flush()
        serie._ensure_alone(day)
        phrase = f"{souche.titre} : série ouverte, premier numéro {serie.prochain}."
        evenements.note("serie", phrase, code=souche.code, annee=serie.annee, motif=motif, raison=raison)
        return serie

    @classmethod
    def change(cls, code: str, day: date, motif: str, raison: str, premier: int | None = None) -> "Serie":
        """Give the numbers of the year another form, and say why (NUM-06). One that is started is closed, and the next
        begins at 1. `premier`: the first number, once, before any was drawn (NUM-07). Raises RegleMetier.
        """
        check_motif(motif)
        Souche.hold(code)
        if not raison:
            raise RegleMetier("Dites pourquoi : la raison est gardée avec la date et votre nom.", "raison")
        db.session.execute(select(cls.id).where(cls.code == code).with_for_update())
        serie = cls.upcoming(code, day)
        avant, depart = serie.prochain, _depart(code, premier)
        if motif == serie.motif and depart in (None, serie.depart):
            raise RegleMetier("Rien ne change : modifiez la forme ou le premier numéro.", "motif")
        if serie.is_started:
            serie = serie._succeed(day)
        serie.motif = motif
        if depart is not None:
            serie.depart = serie.dernier = depart
        db.session.add(serie)
        db.session.flush()
        serie._ensure_alone(day)
        phrase = f"{Souche.get(code).titre} : le prochain numéro est {serie.prochain} au lieu de {avant}."
        evenements.note("serie", phrase, code=code, annee=serie.annee, motif=motif, raison=raison)
        return serie

    def _succeed(self, day: date) -> "Serie":
        """Close this series; the one that follows it in the same year."""
        self.close_le = day
        db.session.flush()
        return Serie(code=self.code, annee=self.annee, depart=0, dernier=0, derniere_date=self.derniere_date)

    def _ensure_alone(self, day: date) -> None:
        """No other series of the year writes the same numbers, begun already or not."""
        begun = db.session.scalars(select(Serie).where(Serie.annee == self.annee, Serie.id != self.id)).all()
        others = [Serie.upcoming(one.code, day) for one in Souche.all() if one.is_ouverte and one.code != self.code]
        if any(_mingle(other.entourage, self.entourage) for other in (*begun, *others)):
            raise RegleMetier(
                f"Une autre série de {self.annee} écrit déjà {self.entourage[0]}… : changez ce qui entoure le numéro.",
                "motif",
            )


def _mingle(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether some counters would make the same number of both forms."""
    starts = one[0].startswith(other[0]) or other[0].startswith(one[0])
    ends = one[1].endswith(other[1]) or other[1].endswith(one[1])
    before = max(one[0], other[0], key=len)[min(len(one[0]), len(other[0])) :]
    after = max(one[1], other[1], key=len)[: abs(len(one[1]) - len(other[1]))]
    return starts and ends and all(rest == "" or rest.isdecimal() for rest in (before, after))


def _depart(code: str, premier: int | None) -> int | None:
    if premier is None:
        return None
    if not 1 <= premier < 10**9:
        raise RegleMetier("Le premier numéro va de 1 à 999 999 999.", "premier")
    if Serie.is_used(code):
        raise RegleMetier("Le premier numéro de cette série est déjà pris : il ne se choisit plus.", "premier")
    return premier - 1


def example(code: str, day: date, motif: str) -> str:
    """The next number, were this the form. Raises RegleMetier."""
    check_motif(motif)
    serie = Serie.upcoming(code, day)
    restarts = serie.is_started and motif != serie.motif
    return write(motif, serie.annee, 1 if restarts else serie.dernier + 1)


def check_motif(motif: str) -> None:
    """A form gives legal numbers: 35 characters at most, letters, figures and + - _ / (NUM-03)."""
    if "{annee}" not in motif or motif.count("{numero") != 1:
        raise RegleMetier("La forme du numéro contient {annee}, et {numero:05d} une fois : corrigez-la.", "motif")
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

    Raises RegleMetier when `day` comes before the date of the last number, and when the series is closed.
    """
    Souche.hold(code)
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
    if not last.is_started:
        le = formats.jour(last.derniere_date, "long")
        return f"La série en cours commence le {le} : choisissez cette date ou une date plus récente."
    numero = write(last.motif, last.annee, last.dernier)
    le = formats.jour(last.derniere_date, "long")
    return f"Le dernier numéro, {numero}, est daté du {le} : choisissez cette date ou une date plus récente."
