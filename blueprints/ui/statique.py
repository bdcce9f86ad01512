"""Addresses of static files and inline icons, from what `python -m tenants.hosting.assets` built."""

import functools
import json
from pathlib import Path

from markupsafe import Markup, escape

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"


class InterfaceManquante(RuntimeError):
    pass


def _read(name: str) -> dict[str, str]:
    try:
        return json.loads((DIST / name).read_text())
    except FileNotFoundError:
        raise InterfaceManquante(
            "Les fichiers de l’interface ne sont pas construits : lancez « python -m tenants.hosting.assets »."
        ) from None


class Statique:
    def __init__(self) -> None:
        self.manifest = _read("manifest.json")
        self.icones = _read("icones.json")
        self.ic = functools.lru_cache(2048)(self._draw)

    def asset(self, name: str) -> str:
        """Always at the root of the host: static files are shared by all companies."""
        return f"/static/dist/{self.manifest[name]}"

    def _draw(self, name: str, titre: str | None = None) -> Markup:
        """Decorative when it has no `titre`; with one, it carries meaning and says it."""
        try:
            body = Markup(self.icones[name])
        except KeyError:
            raise LookupError(f"Icône inconnue « {name} » : ajoutez-la à static/icones.txt.") from None
        role = Markup('role="img" aria-label="{}"').format(escape(titre)) if titre else Markup('aria-hidden="true"')
        return Markup('<svg class="ui-ic" viewBox="0 0 24 24" {}>{}</svg>').format(role, body)
