"""A stored PDF as an answer: downloaded, or read by the browser's own viewer."""

from flask import Response, abort

from tenants import storage


def serve(sha256: str | None, nom: str, *, inline: bool = False) -> Response:
    """404 while the worker has not made it yet."""
    if not sha256:
        abort(404)
    return send(storage.get(sha256), nom, inline=inline)


def send(content: bytes, nom: str, *, inline: bool = False) -> Response:
    response = Response(content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline" if inline else "attachment", filename=nom)
    response.headers["Cache-Control"] = "private, no-store"
    # The viewer of the browser draws the pages in its own frame, with its own styles.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
    return response
