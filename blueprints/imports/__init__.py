"""The import of any list, written once: `install(bp, importable)` gives a module its steps, each with its right."""

from functools import partial, update_wrapper

from flask import Blueprint

from blueprints.imports import etapes, fichier
from blueprints.imports.ecran import Ecran
from crm.imports import Importable, register

ROUTES = (
    ("new_import", "/imports", ["GET"], fichier.new_import),
    ("create_import", "/imports", ["POST"], fichier.create_import),
    ("show_import", "/imports/<int:id>", ["GET"], etapes.show_import),
    ("edit_correspondance", "/imports/<int:id>/correspondance", ["GET"], etapes.edit_correspondance),
    ("update_correspondance", "/imports/<int:id>/correspondance", ["POST"], etapes.update_correspondance),
    ("create_lancement", "/imports/<int:id>/lancement", ["POST"], etapes.create_lancement),
    ("create_annulation", "/imports/<int:id>/annulation", ["POST"], etapes.create_annulation),
    ("show_erreurs", "/imports/<int:id>/erreurs", ["GET"], fichier.show_erreurs),
)

__all__ = ["install"]


def install(bp: Blueprint, importable: Importable) -> None:
    """Add to `bp` the steps of an import of `importable`, for who may write in its module."""
    ecran = Ecran(bp.name, register(importable))
    for endpoint, rule, methods, view in ROUTES:
        bound = update_wrapper(partial(view, ecran), view)
        bound.access = (importable.module, "ecriture")
        bp.add_url_rule(rule, endpoint, bound, methods=methods)
