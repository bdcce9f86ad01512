from flask import Response, g

from blueprints.listes.ecran import Ecran
from blueprints.ui.reponses import is_fragment, page_or_partial
from crm.listes import VueEnregistree, options_of, page
from crm.modules import MODULES


def index(ecran: Ecran) -> Response:
    requete = ecran.read()
    enregistrees = None if is_fragment("liste") else ecran.enregistrees()
    return page_or_partial(
        "_listes/index.html",
        "_listes/_liste.html",
        "liste",
        ecran=ecran,
        liste=ecran.liste,
        requete=requete,
        page=page(requete, enregistrees),
        **({} if enregistrees is None else around(ecran, enregistrees)),
    )


def around(ecran: Ecran, enregistrees: list[VueEnregistree]) -> dict:
    """What surrounds the rows on a whole page: the views, the choices of the filters."""
    return {
        "titre": g.parametres.titre_module(ecran.nom) if ecran.nom in MODULES else ecran.liste.titre,
        "enregistrees": enregistrees,
        "options": options_of(ecran.liste),
    }
