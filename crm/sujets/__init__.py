"""What any record can bear: notes, attached files, labels. They point at it by table and number."""

from crm.sujets.etiquettes import (
    TONS,
    Etiquetage,
    Etiquette,
    add_labels,
    all_labels,
    create_label,
    label,
    labels_of,
    set_labels,
)
from crm.sujets.notes import ECHANGES, Note, count_exchanges, notes_of, write_note
from crm.sujets.pieces import Piece, pieces_of

__all__ = [
    "ECHANGES",
    "TONS",
    "Etiquetage",
    "Etiquette",
    "Note",
    "Piece",
    "add_labels",
    "all_labels",
    "count_exchanges",
    "create_label",
    "label",
    "labels_of",
    "notes_of",
    "pieces_of",
    "set_labels",
    "write_note",
]
