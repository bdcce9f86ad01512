from flask import Response, abort, g, redirect, request, url_for

from blueprints.listes.ecran import Ecran
from blueprints.listes.travail import panel
from blueprints.ui.reponses import fait, htmx, toast
from crm import clock
from crm.admissions import can_add
from crm.listes import Requete, lots
from crm.sujets import all_labels
from crm.valeurs import LISTES
from tenants.ids import read_id

CARRIED = {"csrf_token", "ids", "tous", "requete", "champ"}


def read_selection(ecran: Ecran, form) -> tuple[Requete, list[int] | None]:
    """What was chosen: rows by number, or all that the filter finds."""
    ids = [id for value in form.getlist("ids") if (id := read_id(value))]
    return ecran.read(form.get("requete", "")), None if form.get("tous") else ids[:1000]


def new_lot(ecran: Ecran, action: str) -> str:
    """The form of a bulk action, in the side panel: labels, or one field among those that may be changed."""
    requete, ids = read_selection(ecran, request.args)
    asked = {"action": action, "requete": requete, "ids": ids, "total": lots.count(requete, ids)}
    if action == "etiquettes":
        return ecran.render("lot_etiquettes", etiquettes=all_labels(), **asked)
    champs = [champ for champ in ecran.liste.champs if champ.choix()]
    wanted = request.args.get("champ") if action == "champs" else action
    champ = next((one for one in champs if one.cle == wanted), champs[0] if champs and action == "champs" else None)
    if champ is None:
        abort(404)
    grows = champ.valeurs and can_add(g.membre, champ.valeurs)
    return ecran.render(
        "lot_champ", champ=champ, champs=champs, declaree=LISTES[champ.valeurs] if grows else None, **asked
    )


def create_lot(ecran: Ecran, action: str) -> Response:
    requete, ids = read_selection(ecran, request.form)
    valeurs = {name: request.form.getlist(name) for name in request.form if name not in CARRIED}
    geste = lots.read_geste(ecran.liste, action, valeurs, clock.now()) or abort(404)
    total = lots.count(requete, ids)
    if total > lots.AT_ONCE:
        return panel(lots.run_later(requete, ids, action, valeurs, g.membre, total))
    bilan, lot = lots.run(requete, ids, geste)
    undo = url_for("annulations.create", lot=lot) if bilan.faits else None
    return done(ecran, requete, bilan.say(geste, ecran.liste), undo)


def done(ecran: Ecran, requete: Requete, message: str, undo: str | None) -> Response:
    if htmx:
        return fait(f"{ecran.liste.cle}:maj", message=message, annuler_url=undo)
    toast(message, undo)
    return redirect(ecran.url(requete), 303)
