"""What is asked of the database."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import event

from tenants import db


@contextlib.contextmanager
def counted(app) -> Iterator[list[str]]:
    """The SQL statements sent while it lasts, each on one line."""
    seen: list[str] = []

    def note(connection, cursor, statement, *others):
        seen.append(" ".join(statement.split()))

    with app.app_context():
        engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
