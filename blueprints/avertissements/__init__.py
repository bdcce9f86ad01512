"""What a plateforme agréée calls when something has changed there: it only wakes the reading up (FE-52)."""

from flask import Blueprint

bp = Blueprint("avertissements", __name__)

from blueprints.avertissements import avertissements
