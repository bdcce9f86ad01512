"""Periodic work. A tick only says "look what is due": doubled or missed, it is harmless."""

import structlog
from flask import current_app
from sqlalchemy import select

from tenants.current import tenant_context
from tenants.database import db
from tenants.jobs import sweep
from tenants.links import send_pending_links
from tenants.mail import MailRefused
from tenants.provisioning import fill_reserve
from tenants.registry import Tenant

log = structlog.get_logger(__name__)
DAILY: list = []
"""What the trade wants looked at each hour, for the company at work: functions that catch up by themselves."""


INSTANCE: list = []
"""What the trade wants looked at each day, for the whole instance."""


def open_schemas() -> list[str]:
    is_open = (Tenant.activated_at.is_not(None), Tenant.suspended_at.is_(None))
    schemas = db.session.scalars(select(Tenant.schema_name).where(*is_open).order_by(Tenant.id)).all()
    db.session.rollback()
    return schemas


def for_each_company(work) -> None:
    for schema in open_schemas():
        try:
            with tenant_context(schema):
                work()
                db.session.commit()
        except Exception:
            log.exception("periodic work failed", tenant=schema, work=work.__name__)


def sweep_all() -> None:
    for_each_company(sweep)
    try:
        send_pending_links()
    except MailRefused as error:
        log.warning("account e-mails wait", reason=error.message)


def reserve() -> None:
    fill_reserve(current_app.config["COMPTOIR"])


def look_what_is_due() -> None:
    for work in DAILY:
        for_each_company(work)


def look_over_instance() -> None:
    for work in INSTANCE:
        work()


EVERY = ((sweep_all, 15), (reserve, 60), (look_what_is_due, 3600), (look_over_instance, 86_400))
