"""Two tabs, two people on one record: who saves second is told, once, and chooses."""

from flask import request

from crm import journal
from crm.fiches import Conflit, Fiche
from tenants.ids import read_id


def ensure_unchanged(fiche: Fiche) -> None:
    """Raises Conflit, naming who saved this record after the form posted (its field `version`) was shown."""
    version = read_id(request.form.get("version"))
    try:
        fiche.ensure_unchanged_since(fiche.version if version is None else version)
    except Conflit as conflit:
        raise Conflit(fiche, journal.last_author(fiche)) from conflit
