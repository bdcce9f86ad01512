from flask import g
from wtforms import HiddenField, RadioField, SelectField

from blueprints.find import find
from blueprints.forms import (
    EmailField,
    Form,
    JourField,
    ResponsableField,
    TexteField,
    ValeurField,
    facultatif,
    requis,
)
from blueprints.riche import RicheField
from crm.clock import today
from crm.tiers import LANGUES, PROFILS_CONTACT, VALIDITES, Consentement, Contact, Tiers
from tenants.ids import read_id

CONSENTEMENTS = {"": "Non demandé", "oui": "Donné", "non": "Retiré"}
DONNE = {"oui": True, "non": False}


class ContactForm(Form):
    version = HiddenField()
    civilite = ValeurField("Civilité", "civilite")
    prenom = TexteField("Prénom", [facultatif()], maximum=80)
    nom = TexteField("Nom", [facultatif()], maximum=80)
    fonction = ValeurField("Fonction", "fonction")
    departement = ValeurField("Département", "departement")
    email = EmailField("Adresse e-mail", [facultatif()])
    validite_email = SelectField("Validité de l’e-mail", choices=VALIDITES, default="non_verifie")
    email2 = EmailField("Deuxième adresse e-mail", [facultatif()])
    telephone = TexteField("Téléphone", [facultatif()], maximum=30, render_kw={"type": "tel", "autocomplete": "tel"})
    mobile = TexteField("Mobile", [facultatif()], maximum=30, render_kw={"type": "tel"})
    type_contact = ValeurField("Type de client", "type_contact")
    consentement = SelectField("Opt-in", choices=CONSENTEMENTS, default="")
    consentement_le = JourField("Depuis le")
    langue = SelectField("Langue", choices=LANGUES)
    responsable_id = ResponsableField("Assigné à")
    nature = RadioField("Profil", choices=PROFILS_CONTACT, default="societe")
    description = RicheField("Notes")

    @property
    def profil(self) -> str:
        return self.nature.data

    @property
    def values(self) -> dict:
        values = {key: value or None for key, value in super().values.items()}
        said = DONNE.get(values.pop("consentement") or "")
        return values | {"consentement": Consentement(said, values.pop("consentement_le"), today())}


class NouveauContactForm(ContactForm):
    """The e-mail is asked for, unless the company does without (B-039); so is the organisation, where there are some
    (C-009)."""

    tiers_id = HiddenField("Organisation", filters=[read_id])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if g.membre.can("clients"):
            self.tiers_id.label.text = g.parametres.titre_module("clients")
        else:
            del self.tiers_id
        self.tiers = find(Tiers, self.tiers_id.data) if self.tiers_id and self.tiers_id.data else None
        if g.parametres.contacts_email_requis:
            asked = requis("Indiquez l’adresse e-mail.")
            self.email.validators = [asked, *self.email.validators[1:]]
            self.email.flags.required = True


def create(*, tiers_id: int | None = None, **values) -> Contact:
    contact = Contact.create(**values)
    if tiers_id:
        contact.attach(find(Tiers, tiers_id))
    return contact
