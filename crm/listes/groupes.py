"""What a module says of the rows of its list that are put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Groupe:
    """Rows put together by the value of a column, then by name: one index holds the column, the sort name, the number.

    `noms` gives what each value is called, else the value itself is its name; `sans` names the rows that have none.
    """

    cle: str
    titre: str
    colonne: Any
    sans: str = ""
    noms: Callable[[], Mapping] | None = None
