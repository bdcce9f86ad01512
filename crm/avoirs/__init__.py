"""Avoirs: what corrects an issued facture, for a part or for the whole (AVO-03…AVO-08)."""

from crm.avoirs.avoirs import Avoir
from crm.avoirs.regles import MOTIFS
from crm.avoirs.restes import avoirs_of, credited, left_by_line, left_by_vat

__all__ = ["MOTIFS", "Avoir", "avoirs_of", "credited", "left_by_line", "left_by_vat"]
