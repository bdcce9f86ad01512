"""The screens of one noun's imports: its addresses and its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import abort, current_app, g, render_template, url_for

from crm.imports import DOUBLONS, ISSUES, Import, Importable
from tenants import db


@dataclass(frozen=True)
class Ecran:
    """`nom` is the blueprint, `accueil` where its records are listed, `dans` the arguments of all its addresses."""

    nom: str
    objet: Importable
    accueil: str = "index"
    dans: Mapping[str, str] = field(default_factory=dict)

    def url(self, endpoint: str, **values) -> str:
        return url_for(f"{self.nom}.{endpoint}", **self.dans, **values)

    def url_fiche(self, id: int) -> str | None:
        """The card of a record, if these have one."""
        endpoint = f"{self.nom}.show"
        return url_for(endpoint, id=id) if endpoint in current_app.view_functions else None

    def find(self, id: int) -> Import:
        """An import of this noun; any other does not exist."""
        made = db.session.get(Import, id) if id < 2**63 else None
        if made is None or made.objet != self.objet.cle:
            abort(404)
        return made

    @property
    def titre(self) -> str:
        return self.objet.mots.capitalize() if self.dans else g.parametres.titre_module(self.objet.module)

    def render(self, template: str, **context) -> str:
        return render_template(
            f"_imports/{template}.html", ecran=self, objet=self.objet, issues=ISSUES, choix_doublons=DOUBLONS, **context
        )
