"""Light, dark or the device's choice: a cookie, so that the server writes the right page at once."""

from flask import Blueprint, Response, abort, redirect, request

from blueprints.ui.reponses import htmx

COOKIE = "theme"
THEMES = {"clair": "light", "sombre": "dark", "auto": None}
bp = Blueprint("ui", __name__)


def theme() -> str:
    choice = request.cookies.get(COOKIE)
    return choice if choice in THEMES else "auto"


def bs_theme() -> str | None:
    """None lets theme.js follow the device."""
    return THEMES[theme()]


@bp.post("/theme")
def create_theme() -> Response:
    choice = request.form.get("theme")
    if choice not in THEMES:
        abort(422)
    back = request.referrer if request.referrer and request.referrer.startswith(request.host_url) else request.root_url
    response = Response(status=204) if htmx else redirect(back, 303)
    response.set_cookie(COOKIE, choice, max_age=31536000, samesite="Lax", secure=request.is_secure, path="/")
    return response


create_theme.access = ("public", None)
