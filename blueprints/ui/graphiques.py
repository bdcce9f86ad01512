"""Geometry of the charts: figures in, coordinates out. The macros draw, nothing is computed in the browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

Nombre = int | float | Decimal


def echelle(maximum: Nombre, pas: int = 3) -> list[Nombre]:
    """Round graduations from 0 to at least `maximum`."""
    if maximum <= 0:
        return [0, 1]
    brut = float(maximum) / pas
    unite = 10 ** floor(log10(brut))
    saut = next(m * unite for m in (1, 2, 2.5, 5, 10) if m * unite >= brut)
    saut = int(saut) if saut >= 1 else saut
    return [saut * i for i in range(ceil(float(maximum) / saut) + 1)]


@dataclass(frozen=True)
class Barre:
    x: float
    y: float
    largeur: float
    hauteur: float
    centre: float


@dataclass(frozen=True)
class Histogramme:
    barres: list[Barre]
    graduations: list[tuple[float, Nombre]]
    ligne: list[tuple[float, float]]
    base: float


def histogramme(
    valeurs: Sequence[Nombre | None],
    reference: Sequence[Nombre | None] = (),
    largeur: int = 720,
    hauteur: int = 240,
    marge: int = 48,
) -> Histogramme:
    """Bars of `valeurs` and a line of `reference` (the year before), inside `largeur` × `hauteur`."""
    base, haut = hauteur - 26, 12
    graduations = echelle(max([v for v in (*valeurs, *reference) if v] or [0]))
    ratio = (base - haut) / float(graduations[-1])
    pas = (largeur - marge) / max(len(valeurs), 1)
    trait = min(pas * 0.58, 44)

    def niveau(valeur: Nombre | None) -> float:
        return round(base - float(valeur or 0) * ratio, 1)

    centres = [marge + pas * (i + 0.5) for i in range(len(valeurs))]
    barres = [
        Barre(round(c - trait / 2, 1), niveau(v), round(trait, 1), round(base - niveau(v), 1), round(c, 1))
        for c, v in zip(centres, valeurs, strict=True)
    ]
    ligne = [(round(c, 1), niveau(v)) for c, v in zip(centres, reference, strict=False) if v is not None]
    return Histogramme(barres, [(niveau(g), g) for g in graduations], ligne, base)


def courbe(valeurs: Sequence[Nombre], largeur: int = 264, hauteur: int = 34) -> str:
    """The points of a sparkline, as <polyline> wants them."""
    bas, haut = float(min(valeurs)), float(max(valeurs))
    etendue = (haut - bas) or 1
    pas = largeur / max(len(valeurs) - 1, 1)
    return " ".join(
        f"{i * pas:.1f},{hauteur - 3 - (float(v) - bas) / etendue * (hauteur - 6):.1f}" for i, v in enumerate(valeurs)
    )


def parts(valeurs: Sequence[Nombre], total: float = 100.0) -> list[tuple[float, float]]:
    """(start, length) of each value on a whole of `total`: slices of a ring or of a bar."""
    somme = float(sum(valeurs)) or 1.0
    debut, resultat = 0.0, []
    for valeur in valeurs:
        longueur = float(valeur) / somme * total
        resultat.append((round(debut, 2), round(longueur, 2)))
        debut += longueur
    return resultat
