"""The card of an opportunity, as it is read and as it comes back when the day of a step is refused."""

from flask import Response, g, request, url_for

from blueprints.opportunites.devis import devis_of
from blueprints.opportunites.forms import EtapeForm
from blueprints.ui.reponses import page_or_partial
from crm import actions, journal, sujets
from crm.clock import today
from crm.formats import jour
from crm.opportunites import Opportunite

ONGLETS = ("activite", "offre", "devis", "fichiers", "historique")


def draw(opportunite: Opportunite, validation: EtapeForm, status: int = 200) -> Response:
    id, onglet = opportunite.id, request.args.get("onglet")
    return page_or_partial(
        "opportunites/show.html",
        "opportunites/_avancement.html",
        "avancement",
        status,
        fiche=opportunite,
        onglet=onglet if onglet in ONGLETS else ONGLETS[0],
        jalons=jalons(opportunite),
        validation=validation,
        jour=today(),
        planifiees=actions.planned(opportunite),
        decompte=sujets.count_exchanges(opportunite),
        echanges=sujets.ECHANGES,
        devis=devis_of(opportunite),
        etiquettes=sujets.labels_of("opportunites", [id]).get(id, []),
        notes=sujets.notes_of(opportunite),
        pieces=sujets.pieces_of(opportunite),
        entrees=journal.history("opportunites", id) if onglet == "historique" else (),
        actions=journal.ACTIONS,
    )


def jalons(opportunite: Opportunite) -> list[dict]:
    """The steps as the strip of the card shows them: those validated with their day, the one at work, the others."""
    url, days = url_for("opportunites.update_etape", id=opportunite.id), dict(opportunite.validees)
    writes = g.membre.can("opportunites", "ecriture") and not opportunite.is_in_trash
    drawn = []
    for etape in opportunite.processus.etapes:
        here = etape is opportunite.etape
        etat = "actuel" if here else "fait" if etape in days else ""
        attrs = {"hx-put": url, "hx-vals": f'{{"vers": {etape.id}}}', "hx-swap": "none"} if writes and not here else {}
        date = jour(days[etape]) if etape in days and not here else None
        drawn.append({"titre": etape.libelle, "etat": etat, "date": date, "attrs": attrs})
    return drawn
