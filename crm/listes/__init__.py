"""« La capacité liste »: search, filters, sort, pages, views, bulk actions and exports of any noun, by declaration."""

from crm.listes.choix import FiltreEtiquettes, FiltreMembre, FiltreSelections, options_of
from crm.listes.colonnes import CELLULES, Colonne
from crm.listes.declaration import (
    Champ,
    Contexte,
    Liste,
    Palette,
    Tableau,
    Tirage,
    Vide,
    Vue,
)
from crm.listes.filtres import (
    Filtre,
    FiltreBooleen,
    FiltreChoix,
    FiltreConditions,
    FiltreDates,
    FiltreMontants,
    FiltreTexte,
    FiltreValeur,
    FiltreVoisin,
    tri_fr,
)
from crm.listes.groupes import Groupe
from crm.listes.modeles_export import ModeleExport
from crm.listes.pages import Page, page, selection
from crm.listes.registre import LISTES, find, register
from crm.listes.requete import Requete
from crm.listes.selections import Selection
from crm.listes.vues import VueEnregistree

__all__ = [
    "CELLULES",
    "LISTES",
    "Champ",
    "Colonne",
    "Contexte",
    "Filtre",
    "FiltreBooleen",
    "FiltreChoix",
    "FiltreConditions",
    "FiltreDates",
    "FiltreEtiquettes",
    "FiltreMembre",
    "FiltreMontants",
    "FiltreSelections",
    "FiltreTexte",
    "FiltreValeur",
    "FiltreVoisin",
    "Groupe",
    "Liste",
    "ModeleExport",
    "Page",
    "Palette",
    "Requete",
    "Selection",
    "Tableau",
    "Tirage",
    "Vide",
    "Vue",
    "VueEnregistree",
    "find",
    "options_of",
    "page",
    "register",
    "selection",
    "tri_fr",
]
