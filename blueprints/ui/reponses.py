"""How a view answers htmx: a page or its fragment, a message, a redirection, « done »."""

import json
from collections.abc import Iterable

from flask import Response, after_this_request, g, make_response, redirect, render_template, request, session
from flask_htmx import HTMX

htmx = HTMX()


def is_fragment(target: str | Iterable[str]) -> bool:
    targets = {target} if isinstance(target, str) else set(target)
    return bool(htmx) and not htmx.history_restore_request and htmx.target in targets


def page_or_partial(page: str, partial: str, target: str | Iterable[str], /, status: int = 200, **context) -> Response:
    """One address, two drawings: the fragment when htmx aims at its id, else the whole page that includes it."""
    fragment = is_fragment(target)
    response = make_response(render_template(partial if fragment else page, **context), status)
    response.vary.update(["HX-Request", "HX-Target"])
    response.headers["Cache-Control"] = "private, no-store" if fragment else "private, no-cache"
    return response


def en_fenetre() -> bool:
    """Whether a list asks for a card in its window; a page and a window of the same address are never taken for one
    another."""
    if "en_fenetre" in g:
        return g.en_fenetre
    g.en_fenetre = fragment = is_fragment("modale-contenu")

    @after_this_request
    def _tell_apart(response: Response) -> Response:
        response.vary.update(["HX-Request", "HX-Target"])
        if fragment:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return fragment


def trigger(response: Response, *events: str, **detailed) -> Response:
    """Adds events to those the response already sends to the page."""
    known = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps(known | dict.fromkeys(events, True) | detailed)
    return response


def toast(message: str, annuler_url: str | None = None, ton: str = "succes") -> None:
    """Says what happened: now on an htmx answer, on the next page after a redirection. `ton`: succes, info, erreur."""
    g.setdefault("toasts", []).append({"message": message, "annuler": annuler_url, "ton": ton})


def pending_toasts() -> list[dict]:
    """Those of the previous request and of this one; read by base.html, once."""
    return session.pop("toasts", []) + g.pop("toasts", [])


def fait(*events: str, message: str | None = None, annuler_url: str | None = None) -> Response:
    """204 that closes the side panel and refreshes the lists: `fait("prospects:maj", message="Prospect créé.")`."""
    if message:
        toast(message, annuler_url)
    return trigger(Response(status=204), "volet:fermer", *events)


def hx_redirect(url: str) -> Response:
    """Leads to another page, whether the request came from htmx or from a plain form."""
    if htmx:
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)


def send_toasts(response: Response) -> Response:
    """After the view: toasts leave with an htmx answer, or wait in the session for the page it leads to."""
    if "toasts" not in g:
        return response
    leaving = set(response.headers.keys()) & {"HX-Redirect", "HX-Location", "HX-Refresh"}
    if request.headers.get("HX-Request") and not leaving:
        return trigger(response, toast=g.pop("toasts"))
    session["toasts"] = session.get("toasts", []) + g.pop("toasts")
    return response
