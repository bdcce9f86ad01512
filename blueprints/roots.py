"""Addresses at the root of the instance, whatever company the request is in."""

from flask import current_app, request


def root_url_for(endpoint: str, **values) -> str:
    """The path of a page at the root (`/connexion`), without the company's prefix."""
    values = {key: value for key, value in values.items() if value is not None}
    adapter = current_app.url_map.bind(request.host if request else "localhost", script_name="/")
    return adapter.build(endpoint, values)


def company_url(slug: str) -> str:
    return f"/{slug}/"


def safe_next(suite: str | None, default: str) -> str:
    """A path of this site to go on to; anything that could lead elsewhere is dropped."""
    if suite and suite.startswith("/") and not suite.startswith(("//", "/\\")) and "\n" not in suite:
        return suite
    return default
