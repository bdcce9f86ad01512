"""Frozen values and JSON: a dataclass becomes a dict of plain texts, and comes back equal.

Decimals and dates are written as texts, bytes in base64: what is stored at issue is read again years later, exact.
"""

import base64
import dataclasses
import functools
import types
import typing
from datetime import date
from decimal import Decimal


class Gelable:
    """A frozen dataclass that can be stored in a JSON column. A field added later needs a default."""

    __slots__ = ()

    def to_dict(self) -> dict:
        return {f.name: _freeze(getattr(self, f.name)) for f in dataclasses.fields(self)}

    @classmethod
    def from_dict(cls, stored: dict) -> typing.Self:
        hints = _hints(cls)
        unknown = stored.keys() - hints.keys()
        if unknown:
            raise ValueError(f"{cls.__name__} does not know {', '.join(sorted(unknown))}")
        return cls(**{name: _thaw(hints[name], value) for name, value in stored.items()})


@functools.cache
def _hints(cls: type) -> dict:
    return typing.get_type_hints(cls)


def _freeze(value):
    if isinstance(value, Gelable):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_freeze(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _thaw(hint, value):
    if value is None:
        return None
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        hint = next(arm for arm in typing.get_args(hint) if arm is not type(None))
    if typing.get_origin(hint) is tuple:
        item = typing.get_args(hint)[0]
        return tuple(_thaw(item, element) for element in value)
    if hint is Decimal:
        return Decimal(value)
    if hint is date:
        return date.fromisoformat(value)
    if hint is bytes:
        return base64.b64decode(value)
    if isinstance(hint, type) and issubclass(hint, Gelable):
        return hint.from_dict(value)
    return value
