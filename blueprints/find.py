"""Finding the record an address names, or 404."""

from typing import TypeVar

from flask import abort

from tenants import Base, db

Record = TypeVar("Record", bound=Base)


def find(model: type[Record], id: int, *, trashed: bool = False) -> Record:
    """The record, unless it does not exist or is in the trash (`trashed=True` accepts that): then 404."""
    record = db.session.get(model, id) if id < 2**63 else None
    if record is None or (getattr(record, "supprime_le", None) is not None and not trashed):
        abort(404)
    return record
