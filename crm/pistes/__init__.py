"""Pistes: whoever might become a client one day, kept apart from the base until then (C-012, C-013, D-012)."""

from crm.pistes import regles, statuts
from crm.pistes.conversion import convert
from crm.pistes.piste import TAILLES, Piste
from crm.pistes.score import CRITERES, Critere, explain

__all__ = ["CRITERES", "TAILLES", "Critere", "Piste", "convert", "explain", "regles", "statuts"]
