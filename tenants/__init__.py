"""The building: who lives where. It knows nothing of the trade.

`Base` is the base of what lives in each company's schema, `SharedBase` of the few hosting facts of `partage`.
"""

from tenants.current import current_schema, tenant_context
from tenants.database import Base, SharedBase, db
from tenants.errors import Refused
from tenants.jobs import Travail, later, write_aside
from tenants.transactions import tenant_transaction

__all__ = [
    "Base",
    "Refused",
    "SharedBase",
    "Travail",
    "current_schema",
    "db",
    "later",
    "tenant_context",
    "tenant_transaction",
    "write_aside",
]
