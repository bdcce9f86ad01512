"""The chain of what may not change: each record is sealed with the one before, by a key the database does not hold.

h(n) = HMAC-SHA256(key, canonical JSON of the record || h(n-1)), per company and per journal (CAI-06).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from tenants import Base, db
from tenants.vault import seal

GENESE = "0" * 64


class Chaine(Base):
    """The end of a chain: its row is the lock under which the next link is made."""

    __tablename__ = "chaines"
    journal: Mapped[str] = mapped_column(unique=True)
    rang: Mapped[int]
    empreinte: Mapped[str]

    @classmethod
    def lock(cls, journal: str) -> "Chaine":
        """The end of this chain, held until the transaction ends."""
        first = insert(cls).values(journal=journal, rang=0, empreinte=GENESE)
        db.session.execute(first.on_conflict_do_nothing(index_elements=["journal"]))
        query = select(cls).where(cls.journal == journal).with_for_update()
        return db.session.scalars(query.execution_options(populate_existing=True)).one()

    def seal(self, fiche) -> None:
        """Make of `fiche` (a `record`, and the columns of a link) the next link."""
        fiche.rang, fiche.empreinte_precedente = self.rang + 1, self.empreinte
        fiche.empreinte = link(self.journal, fiche.record, self.empreinte)
        self.rang, self.empreinte = fiche.rang, fiche.empreinte


@dataclass(frozen=True)
class Rupture:
    """The first link that does not hold."""

    rang: int
    libelle: str
    raison: str


def canonical(record: dict) -> bytes:
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def link(journal: str, record: dict, precedente: str) -> str:
    return seal(f"chaine:{journal}", canonical(record) + precedente.encode())


def verify(journal: str, fiches: Iterable) -> Rupture | None:
    """Follow the chain from its beginning. `fiches`: every sealed record, by rank. None when all holds."""
    rang, empreinte = 0, GENESE
    for fiche in fiches:
        rang += 1
        if fiche.rang != rang:
            return Rupture(rang, fiche.libelle, f"Le maillon {rang} manque : un document a disparu.")
        if fiche.empreinte_precedente != empreinte:
            return Rupture(rang, fiche.libelle, "L’empreinte du maillon précédent ne correspond pas.")
        if link(journal, fiche.record, empreinte) != fiche.empreinte:
            return Rupture(rang, fiche.libelle, "Le contenu a changé depuis qu’il est scellé.")
        empreinte = fiche.empreinte
    end = db.session.scalar(select(Chaine).where(Chaine.journal == journal))
    if end and (end.rang, end.empreinte) != (rang, empreinte):
        return Rupture(rang + 1, "", f"La chaîne compte {end.rang} maillons, {rang} sont présents.")
    return None
