"""`flask --app wsgi verifier ARCHIVE.zip`: needs neither database nor configuration."""

import sys
from pathlib import Path

import click
from flask import Flask

from crm.conformite.verifieur import verify


@click.command("verifier")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--cle", help="L’empreinte de la clé publique, que porte l’attestation de l’éditeur.")
def verifier(archive: Path, cle: str | None) -> None:
    """Vérifie une archive annuelle, avec son seul fichier."""
    broken = False
    for constat in verify(archive, cle):
        click.echo(f"{'Tient' if constat.tient else 'NE TIENT PAS'} : {constat.phrase}")
        broken = broken or not constat.tient
    click.echo("Cette archive a été altérée ou est incomplète." if broken else "Cette archive est intacte.")
    sys.exit(1 if broken else 0)


def is_asked() -> bool:
    return "verifier" in sys.argv[1:]


def create() -> Flask:
    """An application that only verifies."""
    app = Flask("verifier")
    app.cli.add_command(verifier)
    return app
