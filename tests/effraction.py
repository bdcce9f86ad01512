"""A superuser's hand in a company's tables, triggers off, put back after."""

import contextlib
import os

import psycopg
from sqlalchemy.engine import make_url

from tenants import current_schema, db

KEPT = "factures lignes_facture reglements imputations clotures evenements series chaines".split()


@contextlib.contextmanager
def broken_into(lumen, statement: str, *values):
    """While it lasts, `statement` is done."""
    with lumen():
        schema, database = current_schema(), db.engine.url.database
    url = make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql", database=database)
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        connection.execute(f"SET search_path = {schema}, extensions; SET session_replication_role = replica")
        for table in KEPT:
            connection.execute(f"CREATE TEMP TABLE garde_{table} AS SELECT * FROM {table}")
        changed = connection.execute(statement, values).rowcount
        connection.commit()
        assert changed, statement
        try:
            yield
        finally:
            _put_back(connection)


def _put_back(connection: psycopg.Connection) -> None:
    columns = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
    columns += " AND table_schema = current_schema() ORDER BY ordinal_position"
    for table in KEPT:
        names = ", ".join(f'"{row[0]}"' for row in connection.execute(columns, (table,)))
        connection.execute(f"DELETE FROM {table}")
        connection.execute(f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {names} FROM garde_{table}")
    connection.commit()
