from flask import g, render_template, request

from blueprints import edition
from blueprints.access import requires
from blueprints.clients import bp
from blueprints.clients.annuaire import annuaire_of
from blueprints.clients.forms import ClientForm, NouveauClientForm
from blueprints.find import find
from crm import actions, journal, sujets
from crm.clock import today
from crm.opportunites import Opportunite
from crm.rapports import historique_client
from crm.rapports_documents import dossier
from crm.reglements import MODES
from crm.tiers import QUALIFICATIONS, Tiers
from crm.valeurs import Valeur

ONGLETS = ("activite", "opportunites", "documents", "contacts", "adresses", "fichiers", "historique")

edition.install(
    bp,
    edition.Edition(
        modele=Tiers,
        formulaire=ClientForm,
        formulaire_nouveau=NouveauClientForm,
        creer=Tiers.create,
        nouveau="Nouveau client",
        cree="Client créé.",
        modifie="Client modifié.",
        initial=lambda: {"langue": g.parametres.langue},
    ),
)


@bp.get("/<int:id>")
@requires("clients")
def show(id: int):
    tiers = find(Tiers, id, trashed=True)
    onglet = request.args.get("onglet")
    return render_template(
        "clients/show.html",
        fiche=tiers,
        contacts=tiers.contacts,
        adresses=tiers.adresses_actives,
        onglet=onglet if onglet in ONGLETS else ONGLETS[0],
        planifiees=actions.planned(tiers),
        opportunites=Opportunite.where(tiers_id=id) if g.membre.can("opportunites") else (),
        etiquettes=sujets.labels_of("tiers", [id]).get(id, []),
        notes=sujets.notes_of(tiers),
        pieces=sujets.pieces_of(tiers),
        entrees=journal.history("tiers", id) if onglet == "historique" else (),
        actions=journal.ACTIONS,
        qualifications=QUALIFICATIONS,
        tons={one.libelle: one.ton for one in Valeur.all_of("role_contact")} if onglet == "contacts" else {},
        groupe=groupe_of(tiers),
        **context_of(tiers, onglet),
        **annuaire_of(tiers),
    )


def groupe_of(tiers: Tiers) -> dict:
    """What `clients/_groupe.html` shows, as far as the company wants it."""
    parametres = g.parametres
    return {
        "ancetres": tiers.ancetres if parametres.filiales else (),
        "filiales": tiers.filiales if parametres.filiales else (),
        "delegations": tiers.delegations if parametres.delegations else (),
    }


def context_of(tiers: Tiers, onglet: str | None) -> dict:
    """What `clients/_documents.html` or `clients/_historique.html` shows."""
    day = today()
    if onglet == "documents":
        return {"dossier": dossier(tiers, day), "jour": day, "modes": MODES}
    return {"evenements": historique_client(tiers, day, g.membre)} if onglet == "historique" else {}
