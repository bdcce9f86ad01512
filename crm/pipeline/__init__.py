"""« Suivi pipeline »: prospects and tiers searched together, and what is linked to them (D-151, D-152)."""

from crm.pipeline.evenements import Evenement, events_of
from crm.pipeline.interlocuteur import TYPES, Interlocuteur, readable
from crm.pipeline.liens import FiltrePipeline, token

__all__ = ["TYPES", "Evenement", "FiltrePipeline", "Interlocuteur", "events_of", "readable", "token"]
