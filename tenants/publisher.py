"""Who publishes the software that this instance runs: the law wants them named (CGI art. 286, I, 3° bis)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from flask import current_app


@dataclass(frozen=True)
class Publisher:
    nom: str
    siren: str
    adresse: str
    ville: str
    representant: str

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Publisher | None":
        """None when nothing is said. Raises ValueError naming the variables that are missing when the rest is there."""
        said = {field.name: environ.get(variable(field.name), "").strip() for field in fields(cls)}
        missing = [variable(name) for name, value in said.items() if not value]
        if len(missing) == len(said):
            return None
        if missing:
            raise ValueError(", ".join(missing))
        return cls(**said)


def variable(name: str) -> str:
    return f"COMPTOIR_EDITEUR_{name.upper()}"


def publisher() -> Publisher | None:
    """The one of this instance; None when its operator has not said it."""
    return current_app.config["COMPTOIR"].publisher
