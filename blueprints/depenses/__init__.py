"""Dépenses: suppliers' invoices received as files or typed; approved, disputed, refused, paid (E-036…E-038)."""

from flask import Blueprint

from blueprints import sujets
from crm.depenses import Depense

bp = Blueprint("depenses", __name__, url_prefix="/depenses")

from blueprints.depenses import depenses, fournisseurs, liste, originaux, receptions, statuts

sujets.install(bp, Depense)
