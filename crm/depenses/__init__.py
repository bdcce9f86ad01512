"""Dépenses: what suppliers ask to be paid, received as files or typed, approved, disputed, refused, paid."""

from crm.depenses.depenses import SAISIE, Depense, Doublon
from crm.depenses.etapes import StatutDepense
from crm.depenses.receptions import Reception

__all__ = ["SAISIE", "Depense", "Doublon", "Reception", "StatutDepense"]
