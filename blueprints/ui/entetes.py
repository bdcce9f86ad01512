"""Security headers of every answer."""

from flask import Response, g, request

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
    "manifest-src": "'self'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def allow(directive: str, source: str) -> None:
    """Widens the policy of this answer only: the tiles of a map, the frame of a PDF preview."""
    g.setdefault("csp", {}).setdefault(directive, []).append(source)


def _policy() -> str:
    wider = g.get("csp", {})
    rules = {name: value.split() for name, value in CSP.items()}
    for name, sources in wider.items():
        rules[name] = [s for s in rules.get(name, []) if s != "'none'"] + sources
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


def secure(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _policy())
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response
