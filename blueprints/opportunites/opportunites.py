from flask import g, render_template, request

from blueprints import edition
from blueprints.access import requires
from blueprints.champs import answers_from
from blueprints.find import find
from blueprints.opportunites import bp
from blueprints.opportunites.avancement import jalons
from blueprints.opportunites.devis import devis_of
from blueprints.opportunites.forms import EtapeForm, OpportuniteForm
from crm import actions, journal, sujets
from crm.clock import today
from crm.opportunites import Opportunite
from crm.pistes import Piste

ONGLETS = ("activite", "offre", "devis", "fichiers", "historique")


def initial() -> dict:
    """A new opportunity of a prospect begins with what is known of it."""
    piste_id = request.args.get("piste_id", type=int)
    piste = find(Piste, piste_id) if piste_id else None
    known = {"nom": f"Vente à {piste.libelle}", "montant": piste.montant_estime} if piste else {}
    answers = answers_from(piste, Opportunite) if piste else {}
    return {"recurrent_mois": g.parametres.opportunites_mois} | known | answers


edition.install(
    bp,
    edition.Edition(
        modele=Opportunite,
        formulaire=OpportuniteForm,
        creer=lambda **values: Opportunite.create(day=today(), **values),
        nouveau="Nouvelle opportunité",
        cree="Opportunité ajoutée.",
        modifie="Opportunité modifiée.",
        initial=initial,
    ),
)


@bp.get("/<int:id>")
@requires("opportunites")
def show(id: int):
    opportunite = find(Opportunite, id, trashed=True)
    onglet = request.args.get("onglet")
    return render_template(
        "opportunites/show.html",
        fiche=opportunite,
        onglet=onglet if onglet in ONGLETS else ONGLETS[0],
        jalons=jalons(opportunite),
        validation=EtapeForm(formdata=None, data={"le": today()}),
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
