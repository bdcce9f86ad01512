"""Tiers: companies and individuals of the base, prospects, clients and fournisseurs (D-014, D-116)."""

from crm.tiers.adresses import Adresse
from crm.tiers.contacts import PROFILS_CONTACT, Contact, Rattachement
from crm.tiers.groupes import Delegation
from crm.tiers.joignable import VALIDITES, Consentement
from crm.tiers.portraits import CONTACT, TIERS
from crm.tiers.tiers import LANGUES, NATURES, QUALIFICATIONS, Tiers

__all__ = [
    "CONTACT",
    "LANGUES",
    "NATURES",
    "PROFILS_CONTACT",
    "QUALIFICATIONS",
    "TIERS",
    "VALIDITES",
    "Adresse",
    "Consentement",
    "Contact",
    "Delegation",
    "Rattachement",
    "Tiers",
]
