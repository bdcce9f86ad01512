"""A form sent twice acts once: double click, « Précédent » then the button again.

Each form carries a token (`envoi`). The first answer to a token and its exact content is remembered, and given again.
"""

import functools
import hashlib
import json
from collections.abc import Callable

from flask import Response, after_this_request, current_app, g, make_response, request
from sqlalchemy import func, select

from tenants import current_schema, db

TTL = 86_400
HEADERS = ("Location", "HX-Redirect", "HX-Trigger", "Content-Type")


def once(view: Callable) -> Callable:
    """For a view that creates. Who sends the same thing again waits for the first, and gets its answer."""

    @functools.wraps(view)
    def answer(*args, **kwargs):
        if not (envoi := request.form.get("envoi")):
            return view(*args, **kwargs)
        content = json.dumps([request.path, sorted(request.form.lists())]).encode()
        key = f"envoi:{current_schema()}:{g.membre.id}:{hashlib.sha256(envoi.encode() + content).hexdigest()}"
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(key))))
        if known := current_app.extensions["redis"].get(key):
            return _again(json.loads(known))
        response = make_response(view(*args, **kwargs))
        if response.status_code < 400:
            _remember(key, response)
        return response

    return answer


def _remember(key: str, response: Response) -> None:
    """Before the commit, while the lock is held; forgotten if the commit fails."""
    kept = {name: response.headers[name] for name in HEADERS if name in response.headers}
    body = json.dumps([response.status_code, kept, response.get_data(as_text=True)])
    current_app.extensions["redis"].set(key, body, ex=TTL)

    @after_this_request
    def forget(final: Response) -> Response:
        if final.status_code >= 400:
            current_app.extensions["redis"].delete(key)
        return final


def _again(known: list) -> Response:
    status, headers, body = known
    return Response(body, status, headers)
