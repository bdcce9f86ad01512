"""The journal: every change of every record, with what was there before, who changed it and when; and its undoing."""

from crm.journal import ecriture
from crm.journal.annulation import AUTRES, REVERSALS, modules_of, undo, undo_entry
from crm.journal.entrees import (
    ACTIONS,
    Entree,
    activity,
    begin_lot,
    current_lot,
    history,
    last_author,
    model_of,
    plain,
    record,
    record_all,
    sign,
    tables,
)

__all__ = [
    "ACTIONS",
    "AUTRES",
    "REVERSALS",
    "Entree",
    "activity",
    "begin_lot",
    "current_lot",
    "ecriture",
    "history",
    "last_author",
    "model_of",
    "modules_of",
    "plain",
    "record",
    "record_all",
    "sign",
    "tables",
    "undo",
    "undo_entry",
]
