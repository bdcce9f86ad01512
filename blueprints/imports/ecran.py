"""The screens of one noun's imports: its addresses and its words."""

from dataclasses import dataclass

from flask import abort, g, render_template, url_for

from crm.imports import DOUBLONS, ISSUES, Import, Importable
from tenants import db


@dataclass(frozen=True)
class Ecran:
    nom: str
    objet: Importable

    def url(self, endpoint: str, **values) -> str:
        return url_for(f"{self.nom}.{endpoint}", **values)

    def find(self, id: int) -> Import:
        """An import of this noun; any other does not exist."""
        made = db.session.get(Import, id) if id < 2**63 else None
        if made is None or made.objet != self.objet.cle:
            abort(404)
        return made

    @property
    def titre(self) -> str:
        return g.parametres.titre_module(self.objet.module)

    def render(self, template: str, **context) -> str:
        return render_template(
            f"_imports/{template}.html", ecran=self, objet=self.objet, issues=ISSUES, choix_doublons=DOUBLONS, **context
        )
