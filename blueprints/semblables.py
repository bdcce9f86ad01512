"""While a record is typed: those already there that may be the same. `install(bp, module, portraits)`."""

from collections.abc import Mapping

from flask import Blueprint, g, render_template, request

from blueprints.access import requires
from crm.semblables import Portrait, Signalement, similar


def install(bp: Blueprint, module: str, portraits: tuple[Portrait, ...]) -> None:
    @bp.get("/semblables")
    @requires(module, "ecriture")
    def semblables():
        readable = [one for one in portraits if g.membre.can(one.modele.module)]
        found = similar(readable, read(request.args))
        return render_template("_sujets/_semblables_trouves.html", semblables=found)


def read(typed: Mapping[str, str]) -> Signalement:
    """What the fields of any of the forms say; a name alone tells no person from another."""
    told = {key: " ".join(value.split()) or None for key, value in typed.items()}
    societe = told.get("entreprise") or (told.get("nom") if told.get("nature") == "societe" else None)
    personne = " ".join((told["prenom"], told["nom"])) if told.get("prenom") and told.get("nom") else None
    phones = (told.get("telephone"), told.get("mobile"))
    return Signalement(societe, personne, told.get("email"), told.get("siret") or told.get("siren"), phones)
