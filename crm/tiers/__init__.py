"""Tiers: companies and individuals of the base, prospects, clients and fournisseurs (D-014, D-116)."""

from crm.tiers.adresses import Adresse
from crm.tiers.contacts import Contact, Rattachement
from crm.tiers.groupes import Delegation
from crm.tiers.portraits import CONTACT, TIERS
from crm.tiers.tiers import LANGUES, NATURES, QUALIFICATIONS, Tiers

__all__ = [
    "CONTACT",
    "LANGUES",
    "NATURES",
    "QUALIFICATIONS",
    "TIERS",
    "Adresse",
    "Contact",
    "Delegation",
    "Rattachement",
    "Tiers",
]
