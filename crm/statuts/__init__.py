"""Statuses: what a company starts with, what each means, and changing those that records bear."""

from crm.statuts.depart import furnish
from crm.statuts.emplois import EMPLOIS, Emploi, remove, replacements, revise, uses
from crm.statuts.statut import Statut

__all__ = ["EMPLOIS", "Emploi", "Statut", "furnish", "remove", "replacements", "revise", "uses"]
