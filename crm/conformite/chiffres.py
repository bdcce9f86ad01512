"""What was invoiced and received, in euros: by the ranks of a closing, or by the dates of any period (CAI-08)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Numeric, Text, case, cast, column, func, select, union_all

from crm.factures import Document
from crm.imputations import ZERO
from crm.reglements import Reglement
from tenants import db

SIGNE = case((Document.nature == "avoir", -1), else_=1)
"""An avoir is taken away."""
RECTIFIE = Document.remplace_id.is_not(None)


class Totalise:
    """What is totalled, with its amounts as they add up: `taux`, `modes` and `series` hold them as texts."""

    taux: list[dict]
    modes: dict[str, str]
    series: dict[str, dict]

    @property
    def par_taux(self) -> list[dict]:
        amounts = ("taux", "ht", "tva", "ttc")
        return [row | {name: Decimal(row[name]) for name in amounts} for row in self.taux]

    @property
    def par_mode(self) -> dict[str, Decimal]:
        return {mode: Decimal(montant) for mode, montant in self.modes.items()}

    @property
    def par_serie(self) -> dict[str, dict]:
        return {code: row | {"ttc": Decimal(row["ttc"])} for code, row in self.series.items()}

    @property
    def recu(self) -> Decimal:
        return sum(self.par_mode.values(), ZERO)


@dataclass(frozen=True)
class Chiffres(Totalise):
    """`taux`: one row per VAT category and rate; `modes`: what was received, less what was given back, by mode;
    `absolu`: the amounts with tax, avoirs added instead of taken away; `versions`: documents by software version;
    `series`: by series of numbers, how many documents and their amount with tax."""

    total_ht: Decimal
    total_tva: Decimal
    total_ttc: Decimal
    absolu: Decimal
    nombre_factures: int
    nombre_avoirs: int
    nombre_reglements: int
    taux: list[dict]
    modes: dict[str, str]
    versions: dict[str, int]
    series: dict[str, dict]

    @classmethod
    def of_ranks(cls, documents: tuple[int, int], reglements: tuple[int, int]) -> "Chiffres":
        """Each pair: after which link of its chain, and up to which."""
        return cls._compute(_after(Document.rang, documents), _after(Reglement.rang, reglements))

    @classmethod
    def between(cls, debut: date, fin: date) -> "Chiffres":
        """Issued, and received, from one day to another, both included."""
        issued = (Document.rang.is_not(None), Document.emise_le.between(debut, fin))
        return cls._compute(issued, (Reglement.recu_le.between(debut, fin),))

    @classmethod
    def _compute(cls, documents: tuple[ColumnElement, ...], reglements: tuple[ColumnElement, ...]) -> "Chiffres":
        modes = _by_mode(reglements)
        return cls(
            **_totals(documents),
            nombre_reglements=sum(row.nombre for row in modes),
            taux=_by_rate(documents),
            modes={row.mode: str(row.montant) for row in modes},
            versions=by_version(*documents),
            series=_by_series(documents),
        )


def _after(rang, bounds: tuple[int, int]) -> tuple[ColumnElement, ...]:
    return rang > bounds[0], rang <= bounds[1]


def _remplace(name: str):
    """What a rectificative cancels of the facture it replaces."""
    return case((RECTIFIE, cast(Document.fige[("remplace", name)].astext, Numeric)), else_=0)


def _sum(montant):
    return func.coalesce(func.sum(montant), ZERO)


def _totals(where: tuple[ColumnElement, ...]) -> dict:
    issued = {name: getattr(Document, f"total_{name}_eur") for name in ("ht", "tva", "ttc")}
    amounts = [_sum(SIGNE * total - _remplace(name)).label(f"total_{name}") for name, total in issued.items()]
    counts = [
        func.count().filter(Document.nature == nature).label(f"nombre_{nature}s") for nature in ("facture", "avoir")
    ]
    absolu = _sum(func.abs(Document.total_ttc_eur) + func.abs(_remplace("ttc"))).label("absolu")
    return dict(db.session.execute(select(*amounts, *counts, absolu).where(*where)).mappings().one())


def _by_rate(where: tuple[ColumnElement, ...]) -> list[dict]:
    """As printed: VAT is what each document says of each rate, less what it says it replaces."""
    issued = func.coalesce(Document.fige[("conversion", "totaux", "groupes")], Document.fige[("totaux", "groupes")])
    replaced = Document.fige[("remplace", "groupes")]
    said = union_all(_groupes(issued, SIGNE, *where), _groupes(replaced, -1, RECTIFIE, *where)).subquery()
    ht, tva = func.sum(said.c.ht), func.sum(said.c.tva)
    query = select(said.c.categorie, said.c.taux, ht.label("ht"), tva.label("tva"), (ht + tva).label("ttc"))
    query = query.group_by(said.c.categorie, said.c.taux).order_by(said.c.taux.desc(), said.c.categorie)
    return [{name: str(value) for name, value in row.items()} for row in db.session.execute(query).mappings()]


def _groupes(groupes: ColumnElement, signe, *where: ColumnElement):
    columns = (column("categorie", Text), column("taux", Numeric), column("base", Numeric), column("tva", Numeric))
    g = func.jsonb_to_recordset(groupes).table_valued(*columns).render_derived(with_types=True)
    amounts = ((signe * g.c.base).label("ht"), (signe * g.c.tva).label("tva"))
    return select(g.c.categorie, g.c.taux, *amounts).select_from(Document).join(g, Document.id > 0).where(*where)


def _by_series(where: tuple[ColumnElement, ...]) -> dict[str, dict]:
    ttc = _sum(SIGNE * Document.total_ttc - _remplace("ttc")).label("ttc")
    query = select(Document.serie, func.count().label("nombre"), ttc).where(*where).group_by(Document.serie)
    rows = db.session.execute(query.order_by(Document.serie))
    return {row.serie: {"nombre": row.nombre, "ttc": str(row.ttc)} for row in rows}


def _by_mode(where: tuple[ColumnElement, ...]) -> list:
    query = select(Reglement.mode, func.sum(Reglement.montant_eur).label("montant"), func.count().label("nombre"))
    return db.session.execute(query.where(*where).group_by(Reglement.mode).order_by(Reglement.mode)).all()


def by_version(*where: ColumnElement) -> dict[str, int]:
    """How many documents each version of the software issued."""
    version = func.coalesce(Document.fige["version_logicielle"].astext, "").label("version")
    return dict(db.session.execute(select(version, func.count()).where(*where).group_by(version)).all())
