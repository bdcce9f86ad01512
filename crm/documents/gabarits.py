"""The geometry of paper, in millimetres: sheets, windows and envelopes.

French window envelopes carry their window on the right: DL (220 × 110), window 100 × 35 (or 45), 20 mm from the right
and from the bottom; C5 (229 × 162), window 100 × 45, 20 mm from the right and 60 mm from the bottom. The sheet slides:
A4 folded in three (DL) or in two (C5) leaves up to 10 and 11 mm, or 19 and 13 mm, of play. What stays visible wherever
the sheet lies is x 100–190, y 55–79 in a DL, and x 109–190, y 57–88 in a C5: the address, six lines of 3.66 mm at
x 110, y 56.6, is read through both. What may show is x 90–200, y 34–90: nothing else is printed there.
"""

from typing import NamedTuple


class Zone(NamedTuple):
    gauche: float
    haut: float
    largeur: float
    hauteur: float

    @property
    def droite(self) -> float:
        return self.gauche + self.largeur

    @property
    def bas(self) -> float:
        return self.haut + self.hauteur


A4 = (210, 297)
ADRESSE = Zone(110, 56.6, 80, 22)
FENETRE_DL = Zone(100, 55, 90, 24)
FENETRE_C5 = Zone(109, 57, 81, 31)
VISIBLE = Zone(90, 34, 110, 56)
PLIS = (99, 198)
PERFORATION = 148.5


class Format(NamedTuple):
    """An envelope: its size, and where the address goes (lower right, 20 mm free at the bottom and on the right)."""

    nom: str
    largeur: float
    hauteur: float
    adresse: Zone


ENVELOPPES = {
    "dl": Format("DL (220 × 110 mm)", 220, 110, Zone(105, 55, 95, 33)),
    "c5": Format("C5 (229 × 162 mm)", 229, 162, Zone(114, 95, 95, 33)),
    "c4": Format("C4 (324 × 229 mm)", 324, 229, Zone(204, 150, 100, 36)),
}
