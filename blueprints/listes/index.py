from flask import Response, g

from blueprints.listes.ecran import Ecran
from blueprints.ui.reponses import is_fragment, page_or_partial
from crm.listes import Page, Requete, VueEnregistree, options_of, page
from crm.listes.comptes import Mesure, count_views
from crm.listes.tableau import board
from crm.modules import MODULES


def index(ecran: Ecran) -> Response:
    requete = ecran.read()
    enregistrees = None if is_fragment("liste") else ecran.enregistrees()
    is_board = requete.dessin == "kanban"
    return page_or_partial(
        "_listes/index.html",
        "_listes/_kanban.html" if is_board else "_listes/_liste.html",
        "liste",
        ecran=ecran,
        liste=ecran.liste,
        requete=requete,
        page=views_only(requete, enregistrees) if is_board else page(requete, enregistrees),
        piles=board(requete) if is_board else (),
        **({} if enregistrees is None else around(ecran, enregistrees)),
    )


def views_only(requete: Requete, enregistrees: list[VueEnregistree] | None) -> Page:
    """A board shows no page of rows, only how many each view holds."""
    vues = {} if enregistrees is None else count_views(requete, enregistrees)
    return Page(requete, Mesure(0, vues=vues))


def around(ecran: Ecran, enregistrees: list[VueEnregistree]) -> dict:
    """What surrounds the rows on a whole page: the views, the choices of the filters."""
    return {
        "titre": g.parametres.titre_module(ecran.nom) if ecran.nom in MODULES else ecran.liste.titre,
        "enregistrees": enregistrees,
        "options": options_of(ecran.liste, ecran.contexte()),
    }
