from flask import g, render_template, request

from blueprints import edition
from blueprints.access import requires
from blueprints.contacts import bp
from blueprints.contacts.forms import ContactForm, NouveauContactForm, create
from blueprints.find import find
from crm import actions, journal, sujets
from crm.clock import today
from crm.opportunites import Opportunite
from crm.rapports_documents import documents_of
from crm.tiers import PROFILS_CONTACT, Contact

ONGLETS = ("activite", "opportunites", "documents", "tiers", "fichiers", "historique")


edition.install(
    bp,
    edition.Edition(
        modele=Contact,
        formulaire=ContactForm,
        formulaire_nouveau=NouveauContactForm,
        creer=create,
        nouveau="Nouveau contact",
        cree="Contact créé.",
        modifie="Contact modifié.",
    ),
)


@bp.get("/<int:id>")
@requires("contacts")
def show(id: int):
    contact = find(Contact, id, trashed=True)
    onglet = request.args.get("onglet")
    opportunites = Opportunite.where(contact_id=id) if g.membre.can("opportunites") else []
    return render_template(
        "contacts/show.html",
        fiche=contact,
        rattachements=contact.tiers_actifs if g.membre.can("clients") else [],
        organisation=g.parametres.titre_module("clients") if g.membre.can("clients") else None,
        onglet=onglet if onglet in ONGLETS else ONGLETS[0],
        planifiees=actions.planned(contact, *opportunites),
        opportunites=opportunites,
        etiquettes=sujets.labels_of("contacts", [id]).get(id, []),
        notes=sujets.notes_of(contact),
        pieces=sujets.pieces_of(contact),
        entrees=journal.history("contacts", id) if onglet == "historique" else (),
        actions=journal.ACTIONS,
        jour=today(),
        profils=PROFILS_CONTACT,
        documents=documents_of(contact) if onglet == "documents" else ((), ()),
    )
