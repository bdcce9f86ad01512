from flask import render_template, request

from blueprints.access import requires
from blueprints.communes import bp
from crm.communes import Commune, Lieu, towns_like
from crm.pays import pays


@bp.get("/choix/<champ>")
@requires("accueil")
def choix(champ: str):
    """What is proposed under the field `champ`, code_postal or ville; free text stays as it was typed."""
    typed = " ".join(request.args.get(champ, "").replace("\x00", "").split())[:80]
    country = request.args.get("pays", "FR")
    asked = {"code_postal": typed} if champ == "code_postal" else {"nom": typed}
    found = towns_like(country if country in pays() else "FR", **asked)
    options = [option(one, champ, rang) for rang, one in enumerate(found)]
    return render_template("communes/_choix.html", options=options)


def option(lieu: Lieu | Commune, champ: str, rang: int) -> dict:
    """The choice, with what it writes in the fields of the address."""
    said = {"code_postal": lieu.code_postal, "ville": lieu.ville}
    texte = f"{lieu.code_postal} {lieu.nom}"
    return {"valeur": rang, "texte": texte, "icone": "map-pin", "detail": lieu.departement, "donnees": said}
