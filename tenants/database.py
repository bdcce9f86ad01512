"""The two engines: each company's schema, bound to the transaction by the database itself, and `partage`."""

from datetime import datetime
from decimal import Decimal

import psycopg
import sqlalchemy
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Engine, Identity, MetaData, Numeric, event, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from tenants.current import NoTenant, current_schema, peek_schema

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
ENTER = "SELECT set_config('search_path',%s,true),set_config('role',%s,true),set_config('statement_timeout',%s,true)"


class OneStatementCursor(psycopg.Cursor):
    """Forces the extended protocol, where a message holds one statement: stacked SQL is refused by the server."""

    def _execute_send(self, query, *, force_extended=False, binary=None):
        return super()._execute_send(query, force_extended=True, binary=binary)


class Declarative(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: DateTime(timezone=True),
            Decimal: Numeric(14, 2),
            int: BigInteger,
            dict: JSONB,
        },
    )


db = SQLAlchemy(model_class=Declarative, session_options={"expire_on_commit": False})


class Base(db.Model):
    """What lives in a company's schema."""

    __abstract__ = True
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, sort_order=-1)


class SharedBase(db.Model):
    """A hosting fact, in the schema `partage`."""

    __abstract__ = True
    __bind_key__ = "partage"
    __table_args__ = {"schema": "partage"}
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, sort_order=-1)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=90)


@event.listens_for(Base, "init", propagate=True)
def apply_defaults(record, args, kwargs):
    """A fresh record holds its defaults at once, not only after the flush: rules may read them."""
    for attribute in sqlalchemy.inspect(type(record)).column_attrs:
        default = attribute.columns[0].default
        if attribute.key not in kwargs and default is not None and not default.is_clause_element:
            kwargs[attribute.key] = default.arg(None) if default.is_callable else default.arg


db.metadatas["partage"].naming_convention = NAMING


def init_app(app: Flask, config) -> None:
    connect = {"prepare_threshold": None, "cursor_factory": OneStatementCursor, "application_name": "comptoir"}
    pool = {"pool_size": 5, "max_overflow": 10, "pool_recycle": 1800, "pool_pre_ping": False}
    app.config["SQLALCHEMY_DATABASE_URI"] = config.login_url("comptoir_app")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"connect_args": connect, **pool}
    app.config["SQLALCHEMY_BINDS"] = {
        "partage": {"url": config.login_url("comptoir_partage"), "connect_args": connect, **pool}
    }
    app.config.setdefault("COMPTOIR_STATEMENT_TIMEOUT", "15s")
    db.init_app(app)
    with app.app_context():
        _bind_tenant_to_transactions(db.engine, app.config)


def _bind_tenant_to_transactions(engine: Engine, config: dict) -> None:
    @event.listens_for(engine, "begin")
    def enter_tenant(connection):
        schema = current_schema()
        if connection.connection.dbapi_connection.autocommit:
            raise NoTenant("AUTOCOMMIT leaves the company at the first statement")
        connection.info["schema"] = schema
        timeout = config["COMPTOIR_STATEMENT_TIMEOUT"]
        connection.exec_driver_sql(ENTER, (f"{schema}, extensions", schema, timeout))

    @event.listens_for(engine, "before_cursor_execute")
    def refuse_another_tenant(connection, cursor, statement, parameters, context, executemany):
        if connection.info.get("schema") != peek_schema():
            raise NoTenant("this transaction belongs to another company")
