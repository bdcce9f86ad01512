import io

from flask import Response, abort, g, request, send_file

from blueprints.access import requires
from blueprints.travaux import bp
from blueprints.ui.reponses import htmx, page_or_partial, toast, trigger
from tenants import Travail, db, storage


@bp.get("/<int:id>")
@requires("accueil")
def show(id: int) -> Response:
    travail, recharger = find(id), "recharger" in request.args
    if htmx and recharger and not travail.is_running and not travail.echoue_le:
        toast((travail.resultat or {}).get("phrase") or "Terminé.")
        return Response(status=204, headers={"HX-Refresh": "true"})
    response = page_or_partial(
        "travaux/show.html", "travaux/_travail.html", f"travail-{id}", travail=travail, recharger=recharger
    )
    if not travail.is_running and travail.methode == "run_now":
        return trigger(response, f"{travail.arguments.get('liste')}:maj")
    return response


@bp.get("/<int:id>/fichier")
@requires("accueil")
def show_fichier(id: int) -> Response:
    return send(find(id))


def send(travail: Travail) -> Response:
    """The file the job made, or 404."""
    resultat = travail.resultat or {}
    if "sha256" not in resultat:
        abort(404)
    content = io.BytesIO(storage.get(resultat["sha256"]))
    return send_file(
        content, resultat.get("type", "application/pdf"), as_attachment=True, download_name=resultat["nom"]
    )


def find(id: int) -> Travail:
    """A job, for who asked it and for administrators; for anybody else it does not exist."""
    travail = db.session.get(Travail, id) if id < 2**63 else None
    if travail is None or (travail.par_id != g.membre.id and not g.membre.is_administrateur):
        abort(404)
    return travail
