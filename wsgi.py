"""The composition root: wires tenants, crm and blueprints. Nobody in the product imports it."""

import importlib
import pkgutil
import sys

from flask import Flask

import crm
from tenants.config import ConfigurationError
from tenants.database import db
from tenants.hosting.errors import HostingError


def metadata(tree: str):
    """What the database should hold, for the migrations: tree is `shared` or `tenant`."""
    importlib.import_module("tenants.registry")
    importlib.import_module("tenants.jobs")
    for module in pkgutil.walk_packages(crm.__path__, "crm."):
        importlib.import_module(module.name)
    return db.metadatas["partage"] if tree == "shared" else db.metadata


def create_app() -> Flask:
    from blueprints import verifier

    if verifier.is_asked():
        return verifier.create()
    from blueprints.app import Comptoir

    try:
        return Comptoir.create()
    except (ConfigurationError, HostingError) as error:
        sys.exit(f"Erreur : {error}")
