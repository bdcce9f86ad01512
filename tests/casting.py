"""The cast of the demonstration, and the ways into a company's data."""

import contextlib

import rq
from sqlalchemy import select

from crm import journal
from crm.demonstration import PASSWORD, stage
from crm.equipe import Membre
from tenants import db, jobs, provisioning, tenant_transaction
from tenants.bootstrap import bootstrap
from tenants.registry import Tenant

__all__ = ["PASSWORD", "inside", "make_cast", "work_all"]


def make_cast(app) -> None:
    config = app.config["COMPTOIR"]
    with app.app_context():
        bootstrap(config)
        provisioning.fill_reserve(config, 4)
        stage()


@contextlib.contextmanager
def inside(app, slug: str):
    """Work in a company as its first member, and commit."""
    with app.app_context():
        schema = db.session.scalar(select(Tenant.schema_name).where(Tenant.slug == slug))
        db.session.rollback()
        with tenant_transaction(schema):
            first = db.session.scalars(select(Membre).order_by(Membre.id)).first()
            journal.sign(first.id, first.libelle)
            yield


def work_all(app) -> int:
    with app.app_context():
        queues = jobs.queues()
        rq.SimpleWorker(queues, connection=queues[0].connection).work(burst=True, logging_level="ERROR")
        return sum(queue.count for queue in queues)
