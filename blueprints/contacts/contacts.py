from flask import g, render_template, request
from wtforms import HiddenField, SelectField

from blueprints import edition
from blueprints.access import requires
from blueprints.contacts import bp
from blueprints.find import find
from blueprints.forms import EmailField, Form, ResponsableField, TexteField, ValeurField, facultatif, requis, texte_long
from crm import actions, journal, sujets
from crm.clock import today
from crm.opportunites import Opportunite
from crm.rapports_documents import documents_of
from crm.tiers import LANGUES, Contact

ONGLETS = ("activite", "opportunites", "documents", "tiers", "fichiers", "historique")


class ContactForm(Form):
    version = HiddenField()
    civilite = ValeurField("Civilité", "civilite")
    prenom = TexteField("Prénom", [facultatif()], maximum=80)
    nom = TexteField("Nom", [requis("Indiquez le nom.")], maximum=80)
    fonction = ValeurField("Fonction", "fonction")
    departement = ValeurField("Département", "departement")
    email = EmailField("Adresse e-mail", [facultatif()])
    telephone = TexteField("Téléphone", [facultatif()], maximum=30, render_kw={"type": "tel", "autocomplete": "tel"})
    mobile = TexteField("Mobile", [facultatif()], maximum=30, render_kw={"type": "tel"})
    langue = SelectField("Langue", choices=LANGUES)
    responsable_id = ResponsableField()
    description = texte_long("Notes")

    @property
    def values(self) -> dict:
        values = super().values
        return {key: value or None for key, value in values.items() if key != "version"}


edition.install(
    bp,
    edition.Edition(
        modele=Contact,
        formulaire=ContactForm,
        creer=Contact.create,
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
        rattachements=contact.tiers_actifs,
        onglet=onglet if onglet in ONGLETS else ONGLETS[0],
        planifiees=actions.planned(contact, *opportunites),
        opportunites=opportunites,
        etiquettes=sujets.labels_of("contacts", [id]).get(id, []),
        notes=sujets.notes_of(contact),
        pieces=sujets.pieces_of(contact),
        entrees=journal.history("contacts", id) if onglet == "historique" else (),
        actions=journal.ACTIONS,
        jour=today(),
        documents=documents_of(contact) if onglet == "documents" else ((), ()),
    )
