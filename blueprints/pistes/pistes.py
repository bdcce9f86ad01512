from flask import g, render_template, request

from blueprints import edition
from blueprints.access import requires
from blueprints.find import find
from blueprints.pistes import bp
from blueprints.pistes.forms import NouvellePisteForm, PisteForm, create
from blueprints.pistes.statut import jalons, proposition
from crm import actions, journal, sujets
from crm.clock import today
from crm.opportunites import Opportunite
from crm.pistes import Piste, conversion, explain
from crm.pistes.score import points_of

ONGLETS = ("activite", "opportunites", "fichiers", "historique")

edition.install(
    bp,
    edition.Edition(
        modele=Piste,
        formulaire=PisteForm,
        formulaire_nouveau=NouvellePisteForm,
        creer=create,
        nouveau="Nouveau prospect",
        cree="Prospect ajouté.",
        modifie="Prospect modifié.",
    ),
)


@bp.get("/<int:id>")
@requires("pistes")
def show(id: int):
    piste = find(Piste, id, trashed=True)
    onglet = request.args.get("onglet")
    return render_template(
        "pistes/show.html",
        fiche=piste,
        onglet=onglet if onglet in ONGLETS else ONGLETS[0],
        planifiees=actions.planned(piste),
        opportunites=Opportunite.where(piste_id=id) if g.membre.can("opportunites") else (),
        jalons=jalons(piste),
        raisons=explain(piste, points_of(g.parametres)),
        empechement=conversion.why_not(piste),
        corrections=piste.corrections,
        propose=proposition(piste),
        jour=today(),
        etiquettes=sujets.labels_of("pistes", [id]).get(id, []),
        notes=sujets.notes_of(piste),
        pieces=sujets.pieces_of(piste),
        entrees=journal.history("pistes", id) if onglet == "historique" else (),
        actions=journal.ACTIONS,
    )
