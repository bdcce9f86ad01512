"""A product of two routes and one command, for the tests of the launcher."""

import os
from pathlib import Path

import click
import psycopg
from flask import Flask
from flask.cli import AppGroup


def create_app() -> Flask:
    app = Flask(__name__)
    instance = AppGroup("instance")
    app.cli.add_command(instance)

    @instance.command()
    @click.option("--demo", is_flag=True)
    def prepare(demo):
        if "STUB_BROKEN" in os.environ:
            raise click.ClickException("migration impossible")
        with connect() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS passages (demo boolean)")
            connection.execute("INSERT INTO passages VALUES (%s)", [demo])
        click.echo(f"Préparation… fait ({'démonstration' if demo else 'vide'})")

    @app.get("/sante")
    def sante():
        with connect() as connection:
            return {"passages": connection.execute("SELECT count(*) FROM passages").fetchone()[0]}

    @app.get("/milieu")
    def milieu():
        names = ("COMPTOIR_ENV", "COMPTOIR_URL", "COMPTOIR_SMTP_URL", "COMPTOIR_SECRET", "TZ", "COMPTOIR_DATA")
        return {name: os.environ.get(name) for name in names} | {"pid": os.getppid(), "cwd": str(Path.cwd())}

    return app


def connect() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL"].replace("+psycopg", ""))
