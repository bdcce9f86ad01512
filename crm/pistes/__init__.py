"""Pistes: whoever might become a client one day, kept apart from the base until then (C-012, C-013, D-012)."""

from crm.pistes import regles, statuts
from crm.pistes.conversion import convert
from crm.pistes.piste import A_PART, Piste
from crm.pistes.portrait import PISTE, similar_contacts, similar_tiers
from crm.pistes.score import CRITERES, Critere, explain

__all__ = [
    "A_PART",
    "CRITERES",
    "PISTE",
    "Critere",
    "Piste",
    "convert",
    "explain",
    "regles",
    "similar_contacts",
    "similar_tiers",
    "statuts",
]
