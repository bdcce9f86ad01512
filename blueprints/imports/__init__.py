"""The import of any list, written once: `install(bp, importable)` gives a module its steps, each with its right."""

from collections.abc import Callable
from functools import wraps

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

__all__ = ["Ecran", "install", "install_under"]


def install(bp: Blueprint, importable: Importable) -> None:
    """Add to `bp` the steps of an import of `importable`, for who may write in its module."""
    ecran = Ecran(bp.name, register(importable))
    install_under(bp, "", lambda: ecran, (importable.module, "ecriture"))


def install_under(bp: Blueprint, prefix: str, find: Callable[..., Ecran], access: tuple[str, str]) -> None:
    """The same below a rule, whose arguments tell `find` what is imported."""
    for endpoint, rule, methods, view in ROUTES:
        bp.add_url_rule(prefix + rule, endpoint, _bound(view, find, access), methods=methods)


def _bound(view: Callable, find: Callable[..., Ecran], access: tuple[str, str]) -> Callable:
    @wraps(view)
    def bound(id: int | None = None, **where):
        return view(find(**where), **({"id": id} if id is not None else {}))

    bound.access = access
    return bound
