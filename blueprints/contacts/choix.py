from flask import render_template, request

from blueprints.access import requires
from blueprints.choix import found
from blueprints.contacts import bp


@bp.get("/choix")
@requires("contacts")
def choix():
    q = request.args.get("q", "").strip()
    options = [
        {"valeur": contact.id, "texte": contact.libelle, "icone": "user", "detail": contact.email or ""}
        for contact in found("contacts")
    ]
    return render_template("_redaction/_choix.html", options=options, q=q, creer=None)
