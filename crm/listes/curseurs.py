"""Where a page begins: the sort value and the number of a row, carried by the URL."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement

from crm.journal import plain
from tenants.ids import BIGINT


@dataclass(frozen=True)
class Curseur:
    """`rang` is the place of the row in the list, for « 26–50 sur 248 » only; `nom`: of a row among its group."""

    valeur: Any
    id: int
    rang: int
    nom: str | None = None

    def to_token(self, tri: str) -> str:
        content = json.dumps([tri, plain(self.valeur), self.id, self.rang, self.nom], separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read(token: str, tri: str, expression: ColumnElement) -> Curseur | None:
    """None for a token that is not ours, or was made for another sort."""
    try:
        content = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        asked, valeur, identifier, rang, nom = content
        if asked != tri or not _is_whole(identifier) or not _is_whole(rang):
            return None
        return Curseur(_revive(valeur, expression.type.python_type), identifier, rang, _revive(nom, str))
    except (ValueError, TypeError, binascii.Error, InvalidOperation, RecursionError):
        return None


def _is_whole(value: Any) -> bool:
    return type(value) is int and 0 <= value < BIGINT


def _revive(valeur: Any, kind: type) -> Any:
    if valeur is None:
        return None
    if kind is str:
        if not isinstance(valeur, str) or "\x00" in valeur:
            raise ValueError
        valeur.encode()
        return valeur
    if kind in (date, datetime):
        return kind.fromisoformat(valeur)
    if kind is Decimal:
        number = Decimal(valeur)
        if not number.is_finite() or abs(number.adjusted()) > 20:
            raise ValueError
        return number
    if kind is bool and isinstance(valeur, bool):
        return valeur
    if kind is int and type(valeur) is int and abs(valeur) < BIGINT:
        return valeur
    raise ValueError
