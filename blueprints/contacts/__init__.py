"""Contacts: the persons of the base, attached to one tiers or several (D-119)."""

from flask import Blueprint

from blueprints import champs, fusions, imports, places, planification, semblables, sujets
from crm.tiers import CONTACT, TIERS, Contact
from crm.tiers.importation_contacts import CONTACTS

bp = Blueprint("contacts", __name__, url_prefix="/contacts")

from blueprints.contacts import choix, contacts, copies, liste, profil, rattachements, suppressions, verifications

sujets.install(bp, Contact)
places.install(places.Cote(bp, Contact, "contact_id", "tiers"))
planification.install(bp, Contact)
champs.install(bp, Contact)
imports.install(bp, CONTACTS)
semblables.install(bp, "contacts", (CONTACT, TIERS))
fusions.install(bp, Contact, CONTACT, liste.ECRAN)
