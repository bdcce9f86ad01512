from flask import g, render_template, request, url_for

from blueprints.access import requires
from blueprints.choix import NOMBRE, found
from blueprints.clients import bp
from crm.formats import siren

VUES = {"fournisseur": "fournisseurs"}
"""The view of the list that holds who has a role."""


@bp.get("/choix")
@requires("clients")
def choix():
    q = request.args.get("q", "").strip()
    role = request.args.get("role") if request.args.get("role") in VUES else None
    options = [
        {"valeur": tiers.id, "texte": tiers.libelle, "icone": "building", "detail": detail(tiers)}
        for tiers in (of_role(role, q) if role else found("clients"))
    ]
    creer = {"texte": f"Créer « {q} »", "volet": url_for("clients.new", nom=q, choisir=1, roles=role)}
    can_create = q and g.membre.can("clients", "ecriture") and request.args.get("creer") != "0"
    return render_template("_redaction/_choix.html", options=options, q=q, creer=creer if can_create else None)


def of_role(role: str, q: str) -> list:
    """Those who have the role; when something is typed the others too, after them, for one may be given it."""
    known = found("clients", proches=False, vue=VUES[role])
    others = [tiers for tiers in found("clients") if tiers not in known] if q else []
    return [*known, *others][:NOMBRE]


def detail(tiers) -> str:
    return " · ".join(part for part in (tiers.ville, siren(tiers.siren)) if part)
