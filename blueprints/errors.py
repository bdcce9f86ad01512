"""Errors, all in French: the trade's refusals, conflicts, what does not exist, what broke."""

import structlog
from flask import Flask, Response, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from blueprints.ui.reponses import htmx, toast
from tenants import Refused, db

log = structlog.get_logger(__name__)

MESSAGES = {
    400: "Cette demande n’a pas pu être comprise. Revenez en arrière et réessayez.",
    403: "Vous n’avez pas accès à cette page. Demandez à la personne qui administre votre espace.",
    404: "Cette page n’existe pas, ou n’existe plus.",
    405: "Cette page n’existe pas, ou n’existe plus.",
    409: "Cette fiche a été modifiée entre-temps. Rechargez-la, puis refaites votre changement.",
    413: "Le fichier dépasse la taille permise. Choisissez-en un plus petit.",
    429: "Trop de demandes en peu de temps. Attendez une minute, puis réessayez.",
    500: "Vos données n’ont pas été modifiées. Réessayez dans un instant.",
    503: "Le service redémarre. Réessayez dans un instant.",
}
SHORT = {403: "Vous n’avez pas accès à cette action."}


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, refuse)
    app.register_error_handler(StaleDataError, lambda error: answer(409))
    app.register_error_handler(CSRFError, csrf_lost)
    app.register_error_handler(HTTPException, lambda error: error.response or answer(error.code or 500))
    app.register_error_handler(Exception, unexpected)


def refuse(error: Refused):
    """The trade says no, or a service is away: the status and the reason, as a message that stays."""
    db.session.rollback()
    if htmx:
        return say(error.message, error.code)
    page = render_template("erreur.html", message=error.message, code=error.code, retour=request.script_root + "/")
    return page, error.code


def csrf_lost(error: CSRFError):
    return answer(400, "La page est restée ouverte trop longtemps. Rechargez-la, puis recommencez.")


def unexpected(error: Exception):
    log.exception("unexpected error", path=request.path)
    return answer(500)


def answer(code: int, message: str | None = None):
    db.session.rollback()
    message = message or MESSAGES.get(code, MESSAGES[500])
    if htmx:
        return say(SHORT.get(code, message), code)
    retour = request.script_root + "/"
    page = render_template("erreur.html", message=message, code=code, demande=g.get("request_id"), retour=retour)
    return page, code


def say(message: str, code: int) -> Response:
    """On an htmx request the page stays as it is, and a message says why."""
    toast(message, ton="erreur")
    return Response(status=code, headers={"HX-Reswap": "none"})
