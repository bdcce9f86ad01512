"""The département of an address, told by its town when it is of those served from another, else by its postal code;
and the region it is in."""

from collections.abc import Mapping

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, declared_attr

from crm.communes.ecriture import search_key
from crm.communes.referentiel import departements, region_of
from crm.fiches import generated

FRANCE = ("FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC")
ILES = {"97133": "977", "97150": "978"}
"""Saint-Barthélemy and Saint-Martin keep the postal codes they had in Guadeloupe."""
VOISINES = {
    "03": ("42620 Saint-Pierre-Laval",),
    "04": ("05110 Claret", "05110 Curbans", "05130 Piégut", "05130 Venterol", "05160 Pontis", "06260 La Rochette",
           "06260 Saint-Pierre"),
    "07": ("48250 Laveyrune",),
    "15": ("43450 Leyvaux",),
    "24": ("33220 Fougueyrolles", "33220 Port-Sainte-Foy-et-Ponchapt"),
    "26": ("05700 Villebois-les-Pins",),
    "39": ("01410 Lajoux", "01590 Chancia", "01590 Lavancia-Epercy"),
    "51": ("52100 Saint-Eulien", "52100 Sapignicourt"),
    "71": ("21340 Change",),
    "74": ("01200 Éloise",),
    "83": ("13780 Riboux",),
    "86": ("37160 Buxeuil",),
    "91": ("94390 Paray-Vieille-Poste",),
    "989": ("98799 Île de Clipperton",),
}  # fmt: skip
"""The towns that the post office serves from another département than theirs: all those of the reference."""


def _joined(commune: str) -> str:
    """« 06260 Saint-Pierre » → « 06260saintpierre »."""
    return search_key(commune).replace(" ", "")


def _written(commune: str) -> set[str]:
    """The ways to write it, « St » for « Saint »."""
    return {_joined(commune), _joined(commune).replace("sainte", "ste").replace("saint", "st")}


ECRITES = {code: sorted({way for one in names for way in _written(one)}) for code, names in VOISINES.items()}
DEPARTEMENTS_VOISINS = {way: code for code, ways in ECRITES.items() for way in ways}
COMMUNE = "code_postal || replace(extensions.tri_fr(ville), ' ', '')"
DEPARTEMENT = (
    f"CASE WHEN pays NOT IN ({', '.join(repr(one) for one in FRANCE)}) OR code_postal !~ '^[0-9]{{5}}$' THEN NULL"
    + "".join(f" WHEN {COMMUNE} IN ({', '.join(map(repr, ways))}) THEN '{code}'" for code, ways in ECRITES.items())
    + "".join(f" WHEN code_postal = '{code}' THEN '{number}'" for code, number in ILES.items())
    + " WHEN code_postal ~ '^9[78]' THEN left(code_postal, 3)"
    " WHEN code_postal ~ '^20[01]' THEN '2A' WHEN code_postal ~ '^20' THEN '2B' ELSE left(code_postal, 2) END"
)


def departement_of(code_postal: str | None, pays: str | None = "FR", ville: str | None = None) -> str | None:
    """The code of the département. The same rule as the column above."""
    plain = code_postal or ""
    if (pays or "FR") not in FRANCE or not (len(plain) == 5 and plain.isascii() and plain.isdigit()):
        return None
    if voisin := DEPARTEMENTS_VOISINS.get(_joined(f"{plain} {ville or ''}")):
        return voisin
    if plain in ILES:
        return ILES[plain]
    if plain.startswith("20"):
        return "2A" if plain[2] in "01" else "2B"
    return plain[:3] if plain.startswith(("97", "98")) else plain[:2]


class Situe:
    """Somebody with `pays` and `code_postal`: their département and region follow (D-029)."""

    @declared_attr
    def code_departement(cls) -> Mapped[str | None]:
        return generated(DEPARTEMENT)

    @property
    def departement_postal(self) -> str | None:
        """« Rhône (69) »."""
        return said(departement_of(self.code_postal, self.pays, self.ville))

    @property
    def region(self) -> str | None:
        return region_of(departement_of(self.code_postal, self.pays, self.ville))


def said(code: str | None) -> str | None:
    """« Rhône (69) », or nothing for a number that is no département."""
    nom = departements().get(code or "")
    return f"{nom} ({code})" if nom else None


def choices() -> Mapping[str, str]:
    return {code: f"{code} {nom}" for code, nom in departements().items()}


def situe_indexes(table: str) -> tuple[Index, ...]:
    """To list those of a département, and those of a country by name."""
    alive = text("supprime_le IS NULL")
    return (
        Index(f"ix_{table}_departement", "code_departement", "id", postgresql_where=alive),
        Index(f"ix_{table}_pays", "pays", "tri_nom", "id", postgresql_where=alive),
    )
