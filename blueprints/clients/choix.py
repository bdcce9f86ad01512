from flask import g, render_template, request, url_for

from blueprints.access import requires
from blueprints.choix import found
from blueprints.clients import bp
from crm.formats import siren


@bp.get("/choix")
@requires("clients")
def choix():
    q = request.args.get("q", "").strip()
    options = [
        {"valeur": tiers.id, "texte": tiers.libelle, "icone": "building", "detail": detail(tiers)}
        for tiers in found("clients")
    ]
    creer = {"texte": f"Créer « {q} »", "volet": url_for("clients.new", nom=q, choisir=1)}
    can_create = q and g.membre.can("clients", "ecriture")
    return render_template("_redaction/_choix.html", options=options, q=q, creer=creer if can_create else None)


def detail(tiers) -> str:
    return " · ".join(part for part in (tiers.ville, siren(tiers.siren)) if part)
