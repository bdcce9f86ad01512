from datetime import date

from flask import render_template, request, url_for

from blueprints.access import requires
from blueprints.find import find
from blueprints.pistes import bp
from blueprints.pistes.liste import ECRAN
from blueprints.sujets import undo_url
from blueprints.ui.reponses import hx_redirect, toast
from crm.formats import jour
from crm.listes import tableau
from crm.pistes import Piste
from crm.statuts import Statut
from tenants import db
from tenants.ids import read_id


def jalons(piste: Piste) -> list[dict]:
    """The statuses as the strip of the card shows them: those passed, the one it is at, the others (D-051)."""
    statuts = Statut.of("pistes")
    here = next(rang for rang, statut in enumerate(statuts) if statut.id == piste.statut_id)
    drawn = []
    for rang, statut in enumerate(statuts):
        passed = piste.passages.get(str(statut.id))
        etat = "actuel" if rang == here else "fait" if passed and rang < here else ""
        url = url_for("pistes.update_statut", id=piste.id)
        attrs = {"hx-put": url, "hx-vals": f'{{"statut": {statut.id}}}', "hx-swap": "none"} if rang != here else {}
        quand = jour(date.fromisoformat(passed)) if etat and passed else None
        drawn.append({"titre": statut.libelle, "etat": etat, "date": quand, "attrs": attrs})
    return drawn


def proposition(piste: Piste) -> Statut | None:
    """The status of what is to be put right: proposed, never given by itself (tension 6)."""
    a_corriger = Statut.coded(Piste.__tablename__, "a_corriger")
    return a_corriger if piste.statut_id != a_corriger.id else None


@bp.put("/<int:id>/statut")
@requires("pistes", "ecriture")
def update_statut(id: int):
    """From the strip of the card, or from the board (`etape`), which is only told its new numbers."""
    piste, asked = find(Piste, id), request.form.get("statut") or request.form.get("etape", "")
    statut = find(Statut, read_id(asked) or 0)
    piste.pass_to(statut)
    db.session.flush()
    toast(f"{piste.libelle} : {statut.libelle}.", annuler_url=undo_url())
    if "etape" in request.form:
        requete = ECRAN.read(request.form.get("requete", ""))
        return render_template("_listes/_piles.html", liste=ECRAN.liste, piles=tableau.measure(requete))
    return hx_redirect(url_for("pistes.show", id=id))
