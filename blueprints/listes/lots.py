from flask import Response, abort, g, redirect, request, url_for

from blueprints.listes.ecran import Ecran
from blueprints.listes.travail import panel
from blueprints.ui.reponses import fait, htmx, toast
from crm import clock
from crm.listes import Requete, lots
from crm.listes.lecture import is_id
from crm.sujets import all_labels

SCREENS = {"etiquettes": "lot_etiquettes", "corbeille": None, "restauration": None, "champs": "lot_champs"}
CARRIED = {"csrf_token", "ids", "tous", "requete"}


def read_selection(ecran: Ecran, form) -> tuple[Requete, list[int] | None]:
    """What was chosen: rows by number, or all that the filter finds."""
    ids = [int(value) for value in form.getlist("ids") if is_id(value)]
    return ecran.read(form.get("requete", "")), None if form.get("tous") else ids[:1000]


def new_lot(ecran: Ecran, action: str) -> str:
    """The form of a bulk action, in the side panel."""
    champ = next((champ for champ in ecran.liste.champs if champ.cle == action), None)
    screen = "lot_champ" if champ else SCREENS.get(action)
    if screen is None:
        abort(404)
    requete, ids = read_selection(ecran, request.args)
    return ecran.render(
        screen,
        action=action,
        champ=champ,
        requete=requete,
        ids=ids,
        total=lots.count(requete, ids),
        etiquettes=all_labels() if action == "etiquettes" else [],
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
