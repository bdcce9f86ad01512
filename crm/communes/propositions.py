"""What an address form proposes as one types a postal code or a town."""

from sqlalchemy import Text, func, select

from crm.communes.commune import Commune
from crm.communes.referentiel import Lieu, starting_with
from crm.listes.filtres import HIGHEST
from tenants import db

NOMBRE = 25
SHORTEST = 2


def towns_like(pays: str, *, code_postal: str = "", nom: str = "") -> list[Lieu | Commune]:
    """The company's own towns of this country, then the official ones when it is France."""
    asked = code_postal or nom
    if len(asked) < SHORTEST:
        return []
    own = _own(pays, code_postal, nom)
    official = starting_with(code_postal=code_postal, nom=nom, limit=NOMBRE) if pays == "FR" else []
    return [*own, *official][:NOMBRE]


def _own(pays: str, code_postal: str, nom: str) -> list[Commune]:
    query = select(Commune).where(Commune.pays == pays, Commune.supprime_le.is_(None))
    if code_postal:
        bounds = Commune.code_postal >= code_postal, Commune.code_postal < code_postal + HIGHEST
        query = query.where(*bounds, Commune.code_postal.startswith(code_postal, autoescape=True))
    else:
        begin = func.extensions.tri_fr(nom, type_=Text)
        query = query.where(Commune.tri_nom >= begin, Commune.tri_nom < begin + HIGHEST)
    return list(db.session.scalars(query.order_by(Commune.tri_nom, Commune.id).limit(NOMBRE)))
