"""Règlements: money received, shared among invoices; cancelled by an opposite, never erased (E-026…E-029)."""

from flask import Blueprint

from blueprints import sujets
from crm.reglements import Reglement

bp = Blueprint("reglements", __name__, url_prefix="/reglements")

from blueprints.reglements import annulations, liste, reglements

sujets.install(bp, Reglement)
