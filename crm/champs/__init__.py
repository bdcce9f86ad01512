"""« Champs de personnalisation »: the questions a company adds to the records of any noun (B-050…B-058)."""

from crm.champs.champs import ChampPersonnalise, put_in_order
from crm.champs.choix import gone
from crm.champs.porteurs import OBJETS, PROFILS, Objet, Personnalisable, answers_between, carried, carry
from crm.champs.reponses import reponses
from crm.champs.sortes import SORTES

__all__ = [
    "OBJETS",
    "PROFILS",
    "SORTES",
    "ChampPersonnalise",
    "Objet",
    "Personnalisable",
    "answers_between",
    "carried",
    "carry",
    "gone",
    "put_in_order",
    "reponses",
]
