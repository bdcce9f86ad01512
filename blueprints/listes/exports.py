from flask import Response, g, request

from blueprints.listes.ecran import Ecran
from blueprints.listes.lots import read_selection
from blueprints.listes.travail import panel
from crm.errors import RegleMetier
from crm.listes import ModeleExport, Requete, lots
from crm.listes.exports import FORMATS, export_later


def new_export(ecran: Ecran) -> str:
    requete, ids = read_selection(ecran, request.args)
    return draw(ecran, requete, ids, chosen(ecran, request.args.get("modele", "")))


def create_export(ecran: Ecran) -> Response:
    requete, ids = read_selection(ecran, request.form)
    asked = request.form.get("modele", "")
    if (modele := chosen(ecran, asked)) is None and asked:
        raise RegleMetier("Ce modèle n’existe plus : choisissez-en un autre.", "modele")
    forme, courriel = request.form.get("format", ""), "courriel" in request.form
    return panel(export_later(requete, ids or None, forme, g.membre, modele, courriel))


def chosen(ecran: Ecran, asked: str) -> ModeleExport | None:
    return next((modele for modele in ecran.modeles_export() if str(modele.id) == asked), None)


def draw(ecran: Ecran, requete: Requete, ids: list[int] | None, modele: ModeleExport | None = None) -> str:
    """The panel of the export, ready for these rows and this model. No row named: all those the list shows."""
    return ecran.render(
        "export",
        requete=requete,
        ids=ids or None,
        total=lots.count(requete, ids or None),
        modele=modele,
        modeles=ecran.modeles_export(),
        formats=FORMATS,
    )
