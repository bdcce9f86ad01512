"""What is asked of the database."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import event

from tenants import db


@dataclass(frozen=True)
class Plan:
    """How the database does one statement: `reads` gives each scan, and how many rows it looks at."""

    statement: str
    reads: list[tuple[str, float]]


@contextlib.contextmanager
def counted(app) -> Iterator[list[str]]:
    """The SQL statements sent while it lasts, each on one line."""
    seen: list[str] = []

    def note(connection, cursor, statement, *others):
        seen.append(" ".join(statement.split()))

    with _listening(app, note):
        yield seen


@contextlib.contextmanager
def explained(app) -> Iterator[list[Plan]]:
    """The plans of what is read from tables while it lasts: carried out once more, in the same transaction.

    What is asked again in the same words has one plan.
    """
    seen: list[Plan] = []
    known: set[str] = set()

    def explain(connection, cursor, statement, parameters, *others):
        words = " ".join(statement.split())
        asked = f"{words} {parameters}"
        if words.startswith("SELECT") and " FROM " in words and asked not in known:
            known.add(asked)
            query = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}"
            (found,) = cursor.connection.execute(query, parameters).fetchone()[0]
            seen.append(Plan(words, list(_reads(found["Plan"]))))

    with _listening(app, explain):
        yield seen


@contextlib.contextmanager
def _listening(app, heard) -> Iterator[None]:
    with app.app_context():
        engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", heard)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", heard)


def _reads(node: dict) -> Iterator[tuple[str, float]]:
    if "Relation Name" in node:
        passed_over = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        yield (
            node["Node Type"] + " " + node["Relation Name"],
            node["Actual Loops"] * (node["Actual Rows"] + passed_over),
        )
    for inner in node.get("Plans", ()):
        yield from _reads(inner)
