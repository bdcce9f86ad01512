"""By what a tiers and a contact are recognised."""

from crm.semblables import Portrait
from crm.tiers.contacts import Contact
from crm.tiers.tiers import Tiers

TIERS = Portrait(
    Tiers,
    "client",
    telephones=(Tiers.telephone,),
    personnes=(Tiers.prenom + " " + Tiers.nom,),
    societes=(Tiers.nom, Tiers.nom_commercial),
    siren=Tiers.siren,
)
CONTACT = Portrait(
    Contact, "contact", telephones=(Contact.telephone, Contact.mobile), personnes=(Contact.prenom + " " + Contact.nom,)
)
