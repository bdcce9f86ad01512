"""« La capacité import »: a file of an office becomes records, by declaration of the noun; previewed, undoable."""

from crm.imports.declaration import IMPORTABLES, Champ, Importable, ParLot, Passage, Repere, register
from crm.imports.imports import DOUBLONS, ISSUES, Import, erase_old
from crm.imports.lignes import LigneImport, rows_of

__all__ = [
    "DOUBLONS",
    "IMPORTABLES",
    "ISSUES",
    "Champ",
    "Import",
    "Importable",
    "LigneImport",
    "ParLot",
    "Passage",
    "Repere",
    "erase_old",
    "register",
    "rows_of",
]
