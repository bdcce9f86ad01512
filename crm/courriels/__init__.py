"""Courriels: what the company writes to its clients, from a text it may change, with the document attached."""

from crm.courriels.courriels import Courriel, courriels_of
from crm.courriels.gabarits import CHAMPS
from crm.courriels.modeles import OCCASIONS, ModeleMessage
from crm.courriels.preparation import Proposition, prepare, try_out

__all__ = ["CHAMPS", "OCCASIONS", "Courriel", "ModeleMessage", "Proposition", "courriels_of", "prepare", "try_out"]
