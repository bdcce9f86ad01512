from flask import Response, g, request

from blueprints.listes.ecran import Ecran
from blueprints.listes.lots import read_selection
from blueprints.listes.travail import panel
from crm.listes import lots
from crm.listes.exports import FORMATS, export_later


def new_export(ecran: Ecran) -> str:
    requete, ids = read_selection(ecran, request.args)
    return ecran.render(
        "export", requete=requete, ids=ids or None, total=lots.count(requete, ids or None), formats=FORMATS
    )


def create_export(ecran: Ecran) -> Response:
    requete, ids = read_selection(ecran, request.form)
    return panel(export_later(requete, ids or None, request.form.get("format", ""), g.membre))
