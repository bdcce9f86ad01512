"""Prospects and tiers as one list. Nothing is kept: the database reads both tables, each by its own indexes."""

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    Text,
    case,
    cast,
    false,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import foreign, relationship

from crm.communes import departement_of, region_of, said
from crm.equipe import Membre
from crm.pays import pays
from crm.pistes import A_PART, Piste
from crm.tiers import Tiers
from tenants import Base, db

MODELES = {"pistes": Piste, "tiers": Tiers}
TYPES = {"pistes": ("Piste", "violet"), "tiers": ("Tiers", "vert")}
"""Where each is kept: its word and its tone."""
PERSONNE = func.concat_ws(" ", Piste.prenom, Piste.nom)
NOMS = {
    "pistes": func.coalesce(Piste.entreprise, func.nullif(PERSONNE, ""), Piste.email),
    "tiers": case((Tiers.nature == "individu", func.concat_ws(" ", Tiers.prenom, Tiers.nom)), else_=Tiers.nom),
}
COMMUNES = (
    "tri_nom recherche email telephone code_postal ville pays code_departement secteur responsable_id supprime_le"
).split()


NUMEROS = {"pistes": f"pistes.id + {A_PART}", "tiers": "tiers.id"}
"""Two tables never give the same number; each finds a record by its own index."""


def _part(genre: str) -> Select:
    modele = MODELES[genre]
    own = [modele.id.label("numero"), cast(NOMS[genre], String).label("nom")]
    shared = [getattr(modele, name).label(name) for name in COMMUNES]
    number = literal_column(NUMEROS[genre], BigInteger)
    keys = number.label("id"), literal_column(f"'{genre}'", Text).label("genre")
    return select(*keys, *own, *shared)  # of one type in both, and without a WHERE: their indexes are then walked


class Interlocuteur(Base):
    """Somebody one may sell to: a prospect not yet in the base, or a tiers of the base."""

    __table__ = union_all(*(_part(genre) for genre in MODELES)).subquery("interlocuteurs")
    __mapper_args__ = {"primary_key": [__table__.c.id]}

    responsable = relationship(
        Membre, primaryjoin=lambda: foreign(Interlocuteur.responsable_id) == Membre.id, viewonly=True
    )

    @property
    def libelle(self) -> str:
        return self.nom or f"Prospect n° {self.numero}"

    @property
    def departement_postal(self) -> str | None:
        return said(departement_of(self.code_postal, self.pays, self.ville))

    @property
    def region(self) -> str | None:
        return region_of(departement_of(self.code_postal, self.pays, self.ville))

    @property
    def nom_du_pays(self) -> str:
        return pays().get(self.pays, self.pays)


def readable(membre_id: int | None) -> ColumnElement[bool]:
    """Those of the modules this member may read."""
    membre = db.session.get(Membre, membre_id) if membre_id else None
    genres = [genre for genre, modele in MODELES.items() if membre and membre.can(modele.module)]
    return Interlocuteur.genre.in_(genres) if genres else false()
