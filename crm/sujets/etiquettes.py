"""The labels of the company, and the records that bear them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, delete, func, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm import journal
from crm.errors import RegleMetier
from crm.fiches import Fiche
from tenants import Base, db

TONS = ("bleu", "cyan", "violet", "ambre", "orange", "vert", "rouge", "rose", "neutre")


class Etiquette(Fiche):
    """A label of the company, in one of nine tones (D-050)."""

    __tablename__ = "etiquettes"
    __table_args__ = (Index("uq_etiquettes_nom", "nom", unique=True, postgresql_where=text("supprime_le IS NULL")),)
    module = "configuration"

    nom: Mapped[str]
    ton: Mapped[str] = mapped_column(server_default=text("'neutre'"), default="neutre")

    @property
    def libelle(self) -> str:
        return self.nom

    @classmethod
    def named(cls, nom: str, ton: str = "neutre") -> "Etiquette":
        """The label of this name, made when there is none. Raises RegleMetier on an empty name."""
        nom = " ".join(nom.split())[:40]
        if not nom:
            raise RegleMetier("Donnez un nom à l’étiquette.", "nom")
        known = db.session.scalar(select(cls).where(func.lower(cls.nom) == nom.lower(), cls.supprime_le.is_(None)))
        if known is not None:
            return known
        etiquette = cls(nom=nom, ton=ton if ton in TONS else "neutre")
        db.session.add(etiquette)
        db.session.flush()
        return etiquette


class Etiquetage(Base):
    """A label put on a record."""

    __tablename__ = "etiquetages"
    __table_args__ = (
        Index("uq_etiquetages", "sujet_type", "sujet_id", "etiquette_id", unique=True),
        Index("ix_etiquetages_etiquette", "etiquette_id", "sujet_type", "sujet_id"),
    )
    etiquette_id: Mapped[int] = mapped_column(ForeignKey("etiquettes.id", ondelete="CASCADE"))
    sujet_type: Mapped[str]
    sujet_id: Mapped[int]
    mise_le: Mapped[datetime] = mapped_column(server_default=func.now())

    etiquette: Mapped[Etiquette] = relationship()


def labels_of(sujet_type: str, ids: list[int]) -> dict[int, list[Etiquette]]:
    """The labels of several records of one table, in one query."""
    query = select(Etiquetage.sujet_id, Etiquette).join(Etiquette)
    query = query.where(
        Etiquetage.sujet_type == sujet_type, Etiquetage.sujet_id.in_(ids), Etiquette.supprime_le.is_(None)
    )
    found: dict[int, list[Etiquette]] = {}
    for sujet_id, etiquette in db.session.execute(query.order_by(Etiquette.nom)):
        found.setdefault(sujet_id, []).append(etiquette)
    return found


def all_labels() -> list[Etiquette]:
    query = select(Etiquette).where(Etiquette.supprime_le.is_(None))
    return list(db.session.scalars(query.order_by(func.extensions.tri_fr(Etiquette.nom))))


def set_labels(sujet: Fiche, ids: set[int]) -> None:
    """Make these the labels of a record; unknown ones are ignored."""
    label(sujet, ids, _label_ids(sujet) - ids)


def create_label(nom: str | None, ton: str) -> Etiquette:
    """A new label. Raises RegleMetier when the name is empty or taken, or the tone is not one of the nine."""
    nom = " ".join((nom or "").split())[:40]
    if not nom:
        raise RegleMetier("Donnez un nom à l’étiquette.", "nom")
    if ton not in TONS:
        raise RegleMetier("Choisissez une couleur dans la liste.", "ton")
    if any(etiquette.nom.lower() == nom.lower() for etiquette in all_labels()):
        raise RegleMetier(f"L’étiquette « {nom} » existe déjà.", "nom")
    etiquette = Etiquette(nom=nom, ton=ton)
    db.session.add(etiquette)
    db.session.flush()
    return etiquette


def label(fiche: Fiche, put: set[int], remove: set[int]) -> bool:
    """Put and remove labels on a record, and write it in the journal. Returns whether anything changed."""
    before = _label_ids(fiche)
    after = (before | put) - remove
    if after == before:
        return False
    _set_labels(fiche, after)
    journal.record(fiche, "etiquetage", avant={"etiquettes": sorted(before)}, apres={"etiquettes": sorted(after)})
    return True


def add_labels(worn: list[tuple[Fiche, set[int]]]) -> None:
    """Put labels on many records of one table, and write it in the journal, in a few statements for all."""
    if not worn:
        return
    table = worn[0][0].__tablename__
    ids = {fiche.id for fiche, _ in worn}
    query = select(Etiquetage.sujet_id, Etiquetage.etiquette_id)
    before: dict[int, set[int]] = {}
    for sujet_id, etiquette_id in db.session.execute(
        query.where(Etiquetage.sujet_type == table, Etiquetage.sujet_id.in_(ids))
    ):
        before.setdefault(sujet_id, set()).add(etiquette_id)
    puts, changes = [], []
    for fiche, asked in worn:
        had = before.get(fiche.id, set())
        if fresh := asked - had:
            before[fiche.id] = had | fresh
            puts += [{"etiquette_id": one, "sujet_type": table, "sujet_id": fiche.id} for one in sorted(fresh)]
            changes.append((fiche, {"etiquettes": sorted(had)}, {"etiquettes": sorted(had | fresh)}))
    if puts:
        db.session.execute(insert(Etiquetage), puts)
        journal.record_all("etiquetage", changes)


def _label_ids(fiche: Fiche) -> set[int]:
    query = select(Etiquetage.etiquette_id)
    return set(db.session.scalars(query.where(*_on(fiche))))


def _set_labels(fiche: Fiche, wanted: set[int]) -> None:
    present = _label_ids(fiche)
    if gone := present - wanted:
        db.session.execute(delete(Etiquetage).where(*_on(fiche), Etiquetage.etiquette_id.in_(gone)))
    kept = select(Etiquette.id).where(Etiquette.id.in_(wanted - present))
    for etiquette_id in db.session.scalars(kept).all() if wanted - present else ():
        db.session.add(Etiquetage(etiquette_id=etiquette_id, sujet_type=fiche.__tablename__, sujet_id=fiche.id))


def _on(fiche: Fiche) -> tuple:
    return Etiquetage.sujet_type == fiche.__tablename__, Etiquetage.sujet_id == fiche.id


def _unlabel(fiche: Fiche, entry: journal.Entree) -> None:
    if _label_ids(fiche) != set(entry.apres["etiquettes"]):
        raise RegleMetier(f"{entry.libelle} a changé depuis : annulez d’abord le dernier changement.")
    _set_labels(fiche, set(entry.avant["etiquettes"]))
    db.session.flush()


journal.REVERSALS["etiquetage"] = _unlabel
