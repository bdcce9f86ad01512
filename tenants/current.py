"""Which company this piece of work is for: one value per request, per job, never a global."""

import contextlib
import re
from collections.abc import Iterator
from contextvars import ContextVar

from flask import current_app

SCHEMA_NAME = re.compile(r"\At_[0-9]{5,12}\Z")
_schema: ContextVar[str | None] = ContextVar("tenant_schema", default=None)


class NoTenant(RuntimeError):
    """Work was tried on trade data outside any company."""


def current_schema() -> str:
    """The schema of the company at work. Raises NoTenant outside any."""
    schema = _schema.get()
    if schema is None:
        raise NoTenant("no company is at work here")
    return schema


def enter(schema: str):
    """Bind this context to a company and return the token for `leave`. Raises NoTenant when one is already bound."""
    if not SCHEMA_NAME.match(schema):
        raise NoTenant(f"not a company's schema: {schema!r}")
    if _schema.get() is not None:
        raise NoTenant("a session never serves two companies")
    return _schema.set(schema)


def leave(token) -> None:
    _schema.reset(token)


def peek_schema() -> str | None:
    return _schema.get()


@contextlib.contextmanager
def tenant_context(schema: str) -> Iterator[None]:
    """Work for one company, in an application context of its own, hence with a database session of its own."""
    outer = _schema.set(None)
    try:
        with current_app._get_current_object().app_context():
            token = enter(schema)
            try:
                yield
            finally:
                leave(token)
    finally:
        _schema.reset(outer)
