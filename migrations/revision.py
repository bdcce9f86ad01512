"""Writes a migration: `bin/revision tenant "Add the contracts"`. It compares the models with a fresh schema at head."""

import sys
import tempfile
import uuid
from pathlib import Path

import sqlalchemy
from alembic import command

from tenants.bootstrap import bootstrap
from tenants.config import Config
from tenants.hosting.embedded import Services
from tenants.migrator import alembic_config, upgrade_sql


def main(tree: str, message: str) -> None:
    with tempfile.TemporaryDirectory() as folder, Services(Path(folder), durable=False, environ={}) as services:
        config = Config(services.urls["DATABASE_URL"], services.urls["REDIS_URL"], uuid.uuid4().hex, Path(folder))
        bootstrap(config)
        engine = sqlalchemy.create_engine(config.database_url)
        with engine.connect() as connection:
            if tree == "tenant":
                connection.exec_driver_sql("CREATE SCHEMA t_00000; SET search_path = t_00000, extensions")
                connection.connection.dbapi_connection.execute(upgrade_sql("tenant") if revisions("tenant") else "")
                connection.dialect.default_schema_name = "t_00000"
            connection.commit()
            alembic = alembic_config(tree)
            alembic.attributes["connection"] = connection
            command.revision(alembic, message, autogenerate=True, rev_id=f"{len(revisions(tree)) + 1:04d}")


def revisions(tree: str) -> list[Path]:
    return sorted((Path(__file__).parent / tree / "versions").glob("*.py"))


if __name__ == "__main__":
    main(*sys.argv[1:3])
