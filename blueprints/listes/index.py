from flask import Response, g

from blueprints.listes.ecran import Ecran
from blueprints.ui.reponses import is_fragment, page_or_partial
from crm.listes import Requete, count_views, options_of, page
from crm.modules import MODULES


def index(ecran: Ecran) -> Response:
    requete = ecran.read()
    context = {} if is_fragment("liste") else around(ecran, requete)
    return page_or_partial(
        "_listes/index.html",
        "_listes/_liste.html",
        "liste",
        ecran=ecran,
        liste=ecran.liste,
        requete=requete,
        page=page(requete),
        **context,
    )


def around(ecran: Ecran, requete: Requete) -> dict:
    """What surrounds the rows on a whole page: views with their counts, choices of the filters."""
    saved = ecran.enregistrees()
    return {
        "titre": g.parametres.titre_module(ecran.nom) if ecran.nom in MODULES else ecran.liste.titre,
        "enregistrees": saved,
        "comptes": count_views(requete, saved),
        "options": options_of(ecran.liste.filtres),
    }
