from collections.abc import Sequence

from flask import Response, g, request

from blueprints.listes.ecran import Ecran
from blueprints.ui.reponses import hx_redirect
from crm.listes import Colonne, Liste, vues
from crm.listes.requete import TAILLES


def edit_colonnes(ecran: Ecran) -> str:
    requete = ecran.read(request.args.get("requete", ""))
    return ecran.render("colonnes", requete=requete, colonnes=offered(ecran.liste, requete.colonnes), tailles=TAILLES)


def offered(liste: Liste, chosen: Sequence[str]) -> list[Colonne]:
    """Those chosen, in their order, then the others; the first one, which names the row, cannot be moved."""
    shown = [liste.par_cle[cle] for cle in chosen[1:]]
    return shown + [colonne for colonne in liste.colonnes[1:] if colonne not in shown]


def update_colonnes(ecran: Ecran) -> Response:
    requete = ecran.read(request.form.get("requete", ""))
    if request.form.get("defaut"):
        vues.reset_columns(g.membre, ecran.liste)
        return hx_redirect(ecran.url(requete, par=TAILLES[0]))
    par = request.form.get("par", type=int)
    par = par if par in TAILLES else requete.par
    vues.keep_columns(g.membre, ecran.liste, request.form.getlist("colonne"), par)
    return hx_redirect(ecran.url(requete, par=par))
