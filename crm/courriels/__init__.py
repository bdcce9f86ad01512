"""Courriels: what the company writes to its clients, from a text it may change, with the document attached."""

from crm.courriels.courriels import Courriel
from crm.courriels.modeles import ModeleMessage

__all__ = ["Courriel", "ModeleMessage"]
