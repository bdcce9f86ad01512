"""Records that may be one and the same: same SIREN, same e-mail, same phone number, or a name close to it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Float, Select, and_, func, literal, or_, select, text, union_all

from crm.fiches import Fiche
from crm.identifiants import compact
from tenants import db
from tenants.accounts import normalise_email

RAISONS = {"même SIREN": 8, "même e-mail": 4, "même téléphone": 2, "nom proche": 1}
"""Why, and how much each reason weighs."""
CANDIDATES = 500
THRESHOLD = "0.7"
ALIKE = 0.6
SHORTEST = 4
FORMES = frozenset("sarl sas sasu eurl sa sci scop snc ei eirl ets etablissements ste societe cie et fils".split())
SIGNIFICANT = 9
"""The figures that tell a French number from another, whatever is before them."""


@dataclass(frozen=True)
class Portrait:
    """Where a noun says who its records are. `societes`, `personnes`: the names a record goes by."""

    modele: type[Fiche]
    mot: str
    telephones: tuple[Any, ...]
    personnes: tuple[Any, ...]
    societes: tuple[Any, ...] = ()
    siren: Any = None

    def others(self, fiche: Fiche) -> list["Semblable"]:
        """The other records of this noun that look like this one."""
        said = Signalement(
            None if getattr(fiche, "is_individu", True) else fiche.nom,
            " ".join((fiche.prenom, fiche.nom)) if fiche.prenom and fiche.nom else None,
            fiche.email,
            getattr(fiche, "siren", None),
            tuple(getattr(fiche, column.key) for column in self.telephones),
        )
        return [one for one in similar((self,), said, 6) if one.fiche is not fiche]


@dataclass(frozen=True)
class Signalement:
    """What is known of somebody, perhaps half typed."""

    societe: str | None = None
    personne: str | None = None
    email: str | None = None
    siren: str | None = None
    telephones: tuple[str | None, ...] = ()


@dataclass
class Semblable:
    """A record that may be them, and why."""

    fiche: Fiche
    mot: str
    raisons: list[str] = field(default_factory=list)


def similar(portraits: Iterable[Portrait], connu: Signalement, limit: int = 5) -> list[Semblable]:
    """The records that look like this, the surest first."""
    by_table = {portrait.modele.__tablename__: portrait for portrait in portraits}
    branches = [branch for portrait in by_table.values() for branch in _branches(portrait, connu)]
    if not branches:
        return []
    db.session.execute(text(f"SET LOCAL pg_trgm.word_similarity_threshold = {THRESHOLD}"))
    weighed: dict[tuple[str, int], float] = {}
    reasons: dict[tuple[str, int], list[str]] = {}
    for table, number, reason, likeness in db.session.execute(select(union_all(*branches).subquery())):
        one = (table, number)
        if reason not in reasons.setdefault(one, []):
            reasons[one].append(reason)
            weighed[one] = weighed.get(one, 0) + RAISONS[reason] * likeness
    surest = sorted(weighed, key=lambda one: (-weighed[one], one))[:limit]
    return _load(by_table, surest, reasons)


def _load(by_table: dict[str, Portrait], chosen: list[tuple[str, int]], reasons: dict) -> list[Semblable]:
    fiches: dict[tuple[str, int], Fiche] = {}
    for table in {table for table, _ in chosen}:
        modele = by_table[table].modele
        query = select(modele).where(modele.id.in_([number for name, number in chosen if name == table]))
        fiches |= {(table, fiche.id): fiche for fiche in db.session.scalars(query).unique()}
    return [Semblable(fiches[one], by_table[one[0]].mot, reasons[one]) for one in chosen]


def _branches(portrait: Portrait, connu: Signalement) -> Iterator[Select]:
    """What to ask for one noun: each question is answered by one index."""
    modele = portrait.modele
    siren = compact(connu.siren or "")[:9]
    if portrait.siren is not None and len(siren) == 9:
        yield _exactly(modele, "même SIREN", portrait.siren == siren)
    if connu.email and "@" in connu.email:
        yield _exactly(modele, "même e-mail", modele.email == normalise_email(connu.email))
    for figures in {_significant(telephone) for telephone in connu.telephones if telephone} - {""}:
        written = or_(*(_figures(column) == figures for column in portrait.telephones))
        yield _exactly(modele, "même téléphone", and_(modele.recherche.like(f"%{figures}%"), written))
    for name, names in ((connu.societe, portrait.societes), (connu.personne, portrait.personnes)):
        if names and (words := _telling(name)):
            yield _named(modele, words, names)


def _exactly(modele: type[Fiche], reason: str, condition) -> Select:
    query = select(literal(modele.__tablename__), modele.id, literal(reason), literal(1.0, Float))
    return query.where(condition, modele.supprime_le.is_(None)).limit(5)


def _named(modele: type[Fiche], words: str, names: tuple) -> Select:
    typed = func.extensions.sans_accent(words)
    written = [func.extensions.sans_accent(name).label(f"nom{rang}") for rang, name in enumerate(names)]
    candidates = select(modele.id, *written).where(typed.op("<%")(modele.recherche), modele.supprime_le.is_(None))
    some = candidates.limit(CANDIDATES).subquery()
    likeness = func.greatest(*(func.extensions.similarity(typed, some.c[one.name]) for one in written), type_=Float)
    query = select(literal(modele.__tablename__), some.c.id, literal("nom proche"), likeness)
    return query.where(likeness >= ALIKE).order_by(likeness.desc()).limit(5)


def _telling(name: str | None) -> str:
    """A name without its legal form, which many share; nothing when it is too short to tell anybody."""
    words = re.findall(r"\w+", name or "")
    told = [word for word in words if word.lower() not in FORMES] or words
    return " ".join(told) if sum(map(len, told)) >= SHORTEST else ""


def _significant(telephone: str) -> str:
    figures = re.sub(r"\D", "", telephone)
    return figures[-SIGNIFICANT:] if len(figures) >= SIGNIFICANT else ""


def _figures(column):
    return func.right(func.regexp_replace(column, r"\D", "", "g"), SIGNIFICANT)
