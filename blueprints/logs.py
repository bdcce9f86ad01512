"""Structured logs: one JSON line per event, with the request's id and company, without secrets."""

import logging
import time

import structlog
from flask import Flask, Request, Response, g, request

SECRET_WORDS = ("password", "passe", "secret", "token", "jeton", "cookie", "authorization", "csrf", "code")


def hide_secrets(logger, method, event: dict) -> dict:
    for key in event:
        if any(word in key.lower() for word in SECRET_WORDS):
            event[key] = "•••"
    return event


def init_app(app: Flask) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            hide_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    app.before_request(start_clock)
    app.after_request(log_request)


def start_clock() -> None:
    g.started = time.perf_counter()


def log_request(response: Response) -> Response:
    elapsed = round((time.perf_counter() - g.started) * 1000, 1) if "started" in g else None
    structlog.get_logger("web").info(
        "request",
        method=request.method,
        path=path_of(request),
        status=response.status_code,
        ms=elapsed,
    )
    if "request_id" in g:
        response.headers["X-Request-Id"] = g.request_id
    return response


def path_of(asked: Request) -> str:
    """Without what opens a door by itself."""
    path = asked.script_root + asked.path
    jeton = (asked.view_args or {}).get("jeton")
    return path.replace(jeton, "•••") if jeton else path
