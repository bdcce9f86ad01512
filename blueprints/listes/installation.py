"""The routes a list brings to its module, each with its right."""

from functools import partial, update_wrapper

from flask import Blueprint

from blueprints.listes import colonnes, exports, index, lots, modeles, selections, vues
from blueprints.listes.ecran import Ecran
from crm.listes import Liste, register

ROUTES = (
    ("index", "", ["GET"], index.index, "lecture"),
    ("new_lot", "/lot/<action>", ["GET"], lots.new_lot, "ecriture"),
    ("create_lot", "/lot/<action>", ["POST"], lots.create_lot, "ecriture"),
    ("new_export", "/export", ["GET"], exports.new_export, "lecture"),
    ("create_export", "/export", ["POST"], exports.create_export, "lecture"),
    ("new_modele_export", "/export/modeles/nouveau", ["GET"], modeles.new_modele_export, "lecture"),
    ("create_modele_export", "/export/modeles", ["POST"], modeles.create_modele_export, "lecture"),
    ("edit_modele_export", "/export/modeles/<int:id>/modification", ["GET"], modeles.edit_modele_export, "lecture"),
    ("update_modele_export", "/export/modeles/<int:id>", ["POST"], modeles.update_modele_export, "lecture"),
    ("destroy_modele_export", "/export/modeles/<int:id>/retrait", ["POST"], modeles.destroy_modele_export, "lecture"),
    ("new_vue", "/vues/nouvelle", ["GET"], vues.new_vue, "lecture"),
    ("create_vue", "/vues", ["POST"], vues.create_vue, "lecture"),
    ("edit_vue", "/vues/<int:id>/modification", ["GET"], vues.edit_vue, "lecture"),
    ("update_vue", "/vues/<int:id>", ["POST"], vues.update_vue, "lecture"),
    ("destroy_vue", "/vues/<int:id>/retrait", ["POST"], vues.destroy_vue, "lecture"),
    ("edit_colonnes", "/colonnes", ["GET"], colonnes.edit_colonnes, "lecture"),
    ("update_colonnes", "/colonnes", ["POST"], colonnes.update_colonnes, "lecture"),
)

SELECTIONS = (
    ("new_selection", "/selections/nouvelle", ["GET"], selections.new_selection, "ecriture"),
    ("create_selection", "/selections", ["POST"], selections.create_selection, "ecriture"),
    ("edit_selection", "/selections/<int:id>/modification", ["GET"], selections.edit_selection, "ecriture"),
    ("update_selection", "/selections/<int:id>", ["POST"], selections.update_selection, "ecriture"),
    ("destroy_selection", "/selections/<int:id>/retrait", ["POST"], selections.destroy_selection, "ecriture"),
)


def install(
    bp: Blueprint,
    liste: Liste,
    *,
    url: str = "",
    cellules: str | None = None,
    actions: str | None = None,
    en_volet: bool = True,
) -> Ecran:
    """Add to `bp` the index of `liste` and its sub-resources, under `url`.

    `cellules`: a template whose macros draw the columns of the same name, `macro(ligne, valeur)`.
    `actions`: a template included among the buttons of the page's head. `en_volet`: a new record is written in the
    side panel, not on a page of its own.
    """
    ecran = Ecran(bp.name, register(liste), cellules, actions, en_volet)
    for endpoint, rule, methods, view, niveau in (*ROUTES, *(SELECTIONS if liste.has_selections else ())):
        bound = update_wrapper(partial(view, ecran), view)
        bound.access = (liste.module, niveau)
        bp.add_url_rule(url + rule, endpoint, bound, methods=methods)
    return ecran
