"""« Configuration »: what the company says of itself and how it works."""

from flask import Blueprint

bp = Blueprint("configuration", __name__, url_prefix="/configuration")

from blueprints.configuration import (
    banques,
    champs,
    clients,
    communes,
    conformite,
    courriels,
    documents,
    equipes,
    ereporting,
    exports,
    listes,
    logo,
    modeles,
    modules,
    numerotation,
    opportunites,
    plateforme,
    societe,
    souches,
    statuts,
)
