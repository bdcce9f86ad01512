"""Search as you type: accents, capitals and spacing aside; a misspelt word is found when nothing else is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, text

from crm.listes.declaration import Liste
from tenants import db

BOUND = 1000
CANDIDATES = 500
NEAR = 200
SHORTEST_NEAR = 4
THRESHOLD = "0.55"
NUMBER = re.compile(r"[\d\s.+()/-]+")


@dataclass(frozen=True)
class Mots:
    """`court` (1 or 2 letters) looks at the beginning of the name; else every one of `mots` must be somewhere."""

    tout: str
    mots: tuple[str, ...]

    @property
    def court(self) -> bool:
        return all(len(mot) < 3 for mot in self.mots)

    @property
    def can_be_near(self) -> bool:
        return len(self.tout) >= SHORTEST_NEAR and not self.tout.isdigit()


def read(q: str) -> Mots | None:
    """The words of what is typed. A phone number, a SIREN, is one word however it is spaced."""
    digits = "".join(char for char in q if char.isdigit())
    if NUMBER.fullmatch(q) and len(digits) >= 3:
        word = digits[1:] if len(digits) == 10 and digits.startswith("0") else digits
        return Mots(word, (word,))
    words = tuple(q.split())[:8]
    return Mots(" ".join(words), words) if words else None


def matches(liste: Liste, mots: Mots) -> list[ColumnElement]:
    if mots.court and liste.prefixe is not None:
        return [liste.prefixe.like(func.extensions.tri_fr(mots.tout) + "%")]
    return [liste.recherche.like(func.extensions.sans_accent(f"%{escape(mot)}%")) for mot in mots.mots]


def attempts(liste: Liste, mots: Mots, conditions: list[ColumnElement], *columns) -> Iterator[tuple[bool, Select]]:
    """The numbers of the rows that match, and these columns; then, when these are none, of what resembles (True)."""
    yield False, bounded(liste, mots, conditions, *columns)
    if mots.can_be_near:
        numbers = near(liste, mots, conditions)
        yield True, join(select(liste.modele.id, *columns), liste).where(liste.modele.id.in_(numbers))


def find(liste: Liste, mots: Mots, conditions: list[ColumnElement]) -> list[int]:
    """The numbers of the rows that match, else of those that resemble."""
    found: list[int] = []
    for _, rows in attempts(liste, mots, conditions):
        found = found or list(db.session.scalars(rows))
    return found


def bounded(liste: Liste, mots: Mots, conditions: list[ColumnElement], *columns) -> Select:
    """The numbers of the first matches: beyond them, one types another letter."""
    query = select(liste.modele.id, *columns).where(*conditions, *matches(liste, mots))
    return join(query, liste).limit(BOUND + 1)


def near(liste: Liste, mots: Mots, conditions: list[ColumnElement]) -> Select:
    """The numbers of what resembles, by likeness of words; the threshold holds for this transaction."""
    db.session.execute(text(f"SET LOCAL pg_trgm.word_similarity_threshold = {THRESHOLD}"))
    typed = func.extensions.sans_accent(mots.tout)
    query = select(liste.modele.id, liste.recherche.label("texte"))
    query = query.where(*conditions, typed.op("<%")(liste.recherche))
    some = join(query, liste).limit(CANDIDATES).subquery()
    return select(some.c.id).order_by(func.extensions.word_similarity(typed, some.c.texte).desc()).limit(NEAR)


def join(query: Select, liste: Liste) -> Select:
    """The rows of a list, with the tables it is joined to."""
    query = query.select_from(liste.modele)
    for jointure in liste.jointures:
        query = query.outerjoin(*jointure) if isinstance(jointure, tuple) else query.outerjoin(jointure)
    return query


def escape(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)
