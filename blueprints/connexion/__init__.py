"""Logging in and out, with the second factor when the account has one (B-001)."""

from flask import Blueprint

bp = Blueprint("connexion", __name__)

from blueprints.connexion import connexion, second_facteur
