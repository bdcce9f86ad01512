from flask import Response, g, request

from blueprints.listes.ecran import Ecran
from blueprints.ui.reponses import hx_redirect
from crm.listes import vues
from crm.listes.requete import TAILLES


def edit_colonnes(ecran: Ecran) -> str:
    return ecran.render("colonnes", requete=ecran.read(request.args.get("requete", "")), tailles=TAILLES)


def update_colonnes(ecran: Ecran) -> Response:
    requete = ecran.read(request.form.get("requete", ""))
    if request.form.get("defaut"):
        vues.reset_columns(g.membre, ecran.liste)
        return hx_redirect(ecran.url(requete, par=TAILLES[0]))
    par = request.form.get("par", type=int)
    par = par if par in TAILLES else requete.par
    vues.keep_columns(g.membre, ecran.liste, request.form.getlist("colonne"), par)
    return hx_redirect(ecran.url(requete, par=par))
