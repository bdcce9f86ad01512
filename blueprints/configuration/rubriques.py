"""The sections of « Configuration »."""

from collections.abc import Callable

from flask import g, request, url_for

from blueprints.conflits import ensure_unchanged
from blueprints.forms import Form

SECTIONS = (
    (
        "Société",
        (
            ("configuration.index", "Identité", "building"),
            ("configuration.show_logo", "Logo", "photo"),
            ("configuration.index_banques", "Comptes bancaires", "building-bank"),
        ),
    ),
    (
        "Documents et envois",
        (
            ("configuration.edit_documents", "Devis et factures", "file-invoice"),
            ("configuration.index_series", "Numérotation", "list-numbers"),
            ("configuration.edit_plateforme", "Plateforme agréée", "cloud-upload"),
            ("configuration.index_declarations", "E-reporting", "report"),
            ("configuration.edit_courriels", "E-mails", "mail"),
            ("configuration.index_modeles", "Modèles d’e-mails", "template"),
        ),
    ),
    (
        "Espace de travail",
        (
            ("configuration.index_modules", "Modules", "apps"),
            ("configuration.edit_clients", "Clients et groupes", "building"),
            ("configuration.index_equipes", "Équipes et agences", "users-group"),
            ("configuration.index_statuts", "Statuts et score", "timeline"),
            ("configuration.index_opportunites", "Opportunités", "layout-kanban"),
            ("configuration.index_champs", "Champs de personnalisation", "forms"),
            ("configuration.index_listes", "Listes de valeurs", "list-details"),
            ("configuration.index_communes", "Communes", "map-pin"),
            ("configuration.redirect_exports", "Modèles d’exports", "download"),
            ("configuration.show_conformite", "Conformité", "shield-check"),
        ),
    ),
)


def rubriques(here: str) -> list[dict]:
    return [
        {
            "titre": titre,
            "entrees": [
                {"titre": label, "url": url_for(endpoint), "icone": icone, "actif": here == endpoint}
                for endpoint, label, icone in entries
            ],
        }
        for titre, entries in SECTIONS
    ]


def change(verb: Callable, form: Form) -> None:
    """Save the settings of a form, unless somebody else saved settings since it was shown."""
    ensure_unchanged(g.parametres)
    verb(**form.values)


def context(rubrique: str | None = None, **values) -> dict:
    return {"rubriques": rubriques(rubrique or request.endpoint), "parametres": g.parametres, **values}
