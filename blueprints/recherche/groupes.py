"""What the palette answers, group by group."""

import unicodedata

from flask import current_app, url_for

from blueprints import shell
from blueprints.ui.cellules import adresse_fiche
from crm.equipe import Membre
from crm.imports import IMPORTABLES
from crm.listes import palette

PER_TYPE = 5


def groups(q: str, membre: Membre) -> list[dict]:
    found = [
        {
            "titre": "Actions",
            "entrees": [entry for entry in [*actions(), *imports(membre)] if _speaks_of(entry["titre"], q)],
        },
        {"titre": "Consultés récemment", "entrees": [] if q else recents(membre)},
        {"titre": "Aller à", "entrees": [entry for entry in places() if _speaks_of(entry["titre"], q)]},
    ]
    return [group for group in [*(records(q, membre) if q else []), *found] if group["entrees"]]


def actions() -> list[dict]:
    return [
        {
            "titre": f"Créer {item.titre[0].lower()}{item.titre[1:]}",
            "icone": item.icone,
            "url": item.url,
            "volet": item.volet,
            "touches": ["C", item.touche.upper()] if item.touche else None,
        }
        for item in shell.creations()
    ]


def imports(membre: Membre) -> list[dict]:
    return [
        {"titre": f"Importer des {one.mots}", "icone": "upload", "url": url_for(f"{one.cle}.new_import")}
        for one in IMPORTABLES.values()
        if f"{one.cle}.new_import" in current_app.view_functions and membre.can(one.module, "ecriture")
    ]


def places() -> list[dict]:
    return [
        {
            "titre": entry.titre,
            "icone": entry.icone,
            "url": entry.url,
            "touches": ["G", entry.touche.upper()] if entry.touche else None,
        }
        for group in shell.menu()
        for entry in group.entrees
    ] + [{"titre": titre, "icone": icone, "url": url_for(endpoint)} for titre, icone, endpoint in others()]


def others() -> list[tuple[str, str, str]]:
    """The pages that no module of the menu stands for."""
    return [
        ("Sélections", "bookmark", "selections.index"),
        ("Imports et exports", "download", "exports.index"),
        ("Mes exports", "download", "exports.index"),
    ]


def recents(membre: Membre) -> list[dict]:
    """The last records opened, but those of a module now closed to this member."""
    readable = [one for one in palette.recents(membre) if _can_read(one["module"], membre)]
    entries = ((one, adresse_fiche(one["module"], one["id"])) for one in readable)
    return [
        {"titre": one["titre"], "detail": one["detail"], "icone": one["icone"], "url": url}
        for one, url in entries
        if url
    ]


def records(q: str, membre: Membre) -> list[dict]:
    listes = [liste for liste in palette.searchable() if _can_read(liste.module, membre)]
    return [
        {
            "titre": liste.palette.groupe,
            "entrees": [
                {
                    "titre": liste.palette.titre(ligne),
                    "detail": liste.palette.detail(ligne),
                    "icone": liste.palette.icone,
                    "url": adresse_fiche(liste.cle, ligne.id) or url_for(f"{liste.cle}.index", q=q),
                }
                for ligne in lignes
            ],
        }
        for liste, lignes in palette.search(q, listes, PER_TYPE)
    ]


def _can_read(module: str, membre: Membre) -> bool:
    return f"{module}.index" in current_app.view_functions and membre.can(module)


def _speaks_of(titre: str, q: str) -> bool:
    return all(word in _plain(titre) for word in _plain(q).split())


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
