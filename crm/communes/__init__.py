"""Communes: the official reference of France, shared and read-only, and the towns a company adds (D-029…D-032)."""

from crm.communes.commune import SOURCES, Commune
from crm.communes.departements import Situe, choices, departement_of, said, situe_indexes
from crm.communes.propositions import towns_like
from crm.communes.referentiel import Lieu, departements, listed, region_of, regions

__all__ = [
    "SOURCES",
    "Commune",
    "Lieu",
    "Situe",
    "choices",
    "departement_of",
    "departements",
    "listed",
    "region_of",
    "regions",
    "said",
    "situe_indexes",
    "towns_like",
]
