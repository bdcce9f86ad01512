"""A piece of work for one company, committed when it ends well."""

import contextlib
from collections.abc import Iterator

from tenants.current import tenant_context
from tenants.database import db


@contextlib.contextmanager
def tenant_transaction(schema: str) -> Iterator[None]:
    with tenant_context(schema):
        yield
        db.session.commit()
