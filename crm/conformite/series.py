"""The numbers of each series, from the first to the last: none is missing (NUM-01, NUM-06)."""

import json
from dataclasses import dataclass

from sqlalchemy import Select, select, text

from crm.numerotation import Serie, write
from crm.souches import Souche
from tenants import db

CONTROLEES = ("facture", "avoir")
SHOWN = 10
READ = """
WITH lus AS (
  SELECT s.id, CASE WHEN starts_with(f.numero, s.avant) AND right(f.numero, length(s.apres)) = s.apres
      AND n.brut ~ '^[0-9]+$' THEN CAST(n.brut AS numeric) END AS n
  FROM jsonb_to_recordset(CAST(:series AS jsonb)) AS s(id bigint, code text, annee int, avant text, apres text)
  JOIN factures f ON f.serie = s.code AND f.rang IS NOT NULL
    AND f.emise_le BETWEEN make_date(s.annee, 1, 1) AND make_date(s.annee, 12, 31)
  CROSS JOIN LATERAL (SELECT substr(f.numero, length(s.avant) + 1,
    greatest(0, length(f.numero) - length(s.avant) - length(s.apres))) AS brut) n
)"""
COUNTED = text(READ + " SELECT id, count(n) AS nombre, min(n) AS premier, max(n) AS dernier FROM lus GROUP BY id")
MISSING = text(
    READ + " SELECT i FROM generate_series(CAST(:premier AS numeric), :dernier) AS i"
    " WHERE NOT EXISTS (SELECT 1 FROM lus WHERE n = i) ORDER BY i LIMIT :limite"
)


@dataclass(frozen=True)
class EtatSerie:
    """A series of one year: its numbers as the documents bear them. `manquants`: the first numbers nobody bears."""

    serie: Serie
    souche: Souche
    nombre: int
    manquants: tuple[str, ...] = ()

    @property
    def titre(self) -> str:
        return f"{self.souche.titre} {self.serie.annee}"

    @property
    def premier(self) -> str:
        return self._numero(self.serie.depart + 1)

    @property
    def dernier(self) -> str:
        return self._numero(self.serie.dernier)

    @property
    def trous(self) -> int:
        return self.serie.dernier - self.serie.depart - self.nombre

    def _numero(self, n: int) -> str:
        return write(self.serie.motif, self.serie.annee, n)


def etats() -> list[EtatSerie]:
    """Each series of factures and avoirs begun, the latest year first. Two statements when no number is missing."""
    query = controlees().where(Serie.dernier > Serie.depart)
    rows = db.session.execute(query.order_by(Serie.annee.desc(), Souche.nature.desc(), Serie.code, Serie.id)).all()
    counted = {row.id: row for row in db.session.execute(COUNTED, {"series": _said(*(row.Serie for row in rows))})}
    return [_etat(serie, souche, counted.get(serie.id)) for serie, souche in rows]


def controlees() -> Select:
    """The counters of factures and avoirs, with the series of each."""
    return select(Serie, Souche).join(Souche, Souche.code == Serie.code).where(Souche.nature.in_(CONTROLEES))


def _etat(serie: Serie, souche: Souche, counted) -> EtatSerie:
    awaited = (serie.dernier - serie.depart, serie.depart + 1, serie.dernier)
    if counted and (counted.nombre, counted.premier, counted.dernier) == awaited:
        return EtatSerie(serie, souche, counted.nombre)
    bounds = {"premier": serie.depart + 1, "dernier": serie.dernier, "limite": SHOWN}
    missing = db.session.scalars(MISSING, {"series": _said(serie)} | bounds)
    numeros = tuple(write(serie.motif, serie.annee, int(n)) for n in missing)
    return EtatSerie(serie, souche, counted.nombre if counted else 0, numeros)


def _said(*series: Serie) -> str:
    said = [(serie, *serie.entourage) for serie in series]
    keys = ("id", "code", "annee", "avant", "apres")
    return json.dumps([dict(zip(keys, (s.id, s.code, s.annee, a, b), strict=True)) for s, a, b in said])
