"""The operator's commands: `flask instance …` and `flask tenants …`."""

import sys
import time
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from tenants import archive, links, provisioning, restoration
from tenants.accounts import utcnow
from tenants.bootstrap import bootstrap
from tenants.database import db
from tenants.errors import Refused
from tenants.migrator import Migrated, head, migrate_all
from tenants.registry import Tenant
from tenants.storage import StorageUnreachable
from tenants.transactions import tenant_transaction

instance = AppGroup("instance", help="Préparer cette instance.")
tenants = AppGroup("tenants", help="Gérer les espaces de travail.")


def _config():
    return current_app.config["COMPTOIR"]


def _ask_phrase(**options):
    """What protects, in an archive, the key that seals the company's documents."""
    return click.option(
        "--phrase", prompt="Phrase secrète de l’archive", hide_input=True, envvar="COMPTOIR_PHRASE", **options
    )


@instance.command()
@click.option("--demo", is_flag=True, help="Ajoute les sociétés de démonstration.")
def prepare(demo: bool) -> None:
    """Rôles, schémas, migrations et réserve d’espaces. Peut être relancé à tout moment."""
    steps = [
        ("Base de données", lambda: bootstrap(_config())),
        ("Migrations", _migrate),
        ("Espaces de travail en réserve", lambda: provisioning.fill_reserve(_config())),
    ]
    if demo:
        steps += [("Sociétés de démonstration", current_app.extensions["demonstration"])]
    for title, step in steps:
        started = time.perf_counter()
        step()
        click.echo(f"{title}… fait ({time.perf_counter() - started:.1f} s)".replace(".", ","))


def _migrate() -> None:
    failures = migrate_all(_config(), report=_report)
    if failures:
        raise click.ClickException(f"{failures} espace(s) n’ont pas été migrés : voyez « flask tenants list ».")


def _report(one: Migrated) -> None:
    click.echo(f"  {one.schema} : {one.error or 'à jour'}", err=one.error is not None)


@tenants.command("list")
def list_tenants() -> None:
    """Tous les espaces, leur état et leur version."""
    for tenant in db.session.scalars(select(Tenant).order_by(Tenant.id)):
        state = "réserve" if tenant.slug is None else "suspendu" if tenant.suspended_at else "ouvert"
        late = "" if tenant.revision == head("tenant") else f"  ← {tenant.revision_error or 'à migrer'}"
        click.echo(f"{tenant.schema_name}  {state:9} {tenant.slug or '—':40} {tenant.revision}{late}")


@tenants.command()
def migrate() -> None:
    """Amène tous les espaces à la dernière version ; reprend là où il s’était arrêté."""
    started = time.perf_counter()
    _migrate()
    click.echo(f"Tous les espaces sont à jour ({time.perf_counter() - started:.1f} s).")


def _find(slug: str) -> Tenant:
    tenant = db.session.scalar(select(Tenant).where(Tenant.slug == slug))
    if tenant is None:
        raise click.ClickException(f"Aucun espace ne s’appelle « {slug} ».")
    return tenant


@tenants.command()
@click.argument("slug")
@click.option("--reprendre", is_flag=True, help="Rouvre un espace suspendu.")
def suspend(slug: str, reprendre: bool) -> None:
    """Ferme un espace à ses utilisateurs, sans rien supprimer."""
    _find(slug).suspended_at = None if reprendre else utcnow()
    db.session.commit()
    click.echo(f"{slug} : {'rouvert' if reprendre else 'suspendu'}.")


@tenants.command("create")
@click.argument("societe")
@click.argument("nom")
@click.argument("email")
def create_tenant(societe: str, nom: str, email: str) -> None:
    """Écrit à EMAIL le lien qui ouvre l’espace de SOCIETE ; NOM en sera l’administrateur."""
    password = click.prompt("Mot de passe de départ", hide_input=True, confirmation_prompt=True)
    try:
        links.ask_sign_up(company=societe, name=nom, email=email, password=password, now=utcnow())
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
    db.session.commit()
    links.send_pending_links()
    click.echo(f"Le lien d’ouverture est parti pour {email}.")


@tenants.command("export")
@click.argument("slug")
@click.argument("fichier", type=click.Path(path_type=Path))
@_ask_phrase(confirmation_prompt=True)
def export_tenant(slug: str, fichier: Path, phrase: str) -> None:
    """Écrit tout l’espace (données, fichiers, comptes) dans une archive ZIP."""
    schema = _find(slug).schema_name
    db.session.rollback()
    try:
        archive.export(_config(), schema, fichier, phrase, lambda table, rows: click.echo(f"  {table} : {rows}"))
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
    with tenant_transaction(schema):
        current_app.extensions["note"]("export", "Tout l’espace de travail est exporté.", auteur="Exploitant")
    click.echo(f"{slug} : exporté dans {fichier}.")


@tenants.command("import")
@click.argument("fichier", type=click.Path(exists=True, path_type=Path))
@_ask_phrase()
def import_tenant(fichier: Path, phrase: str) -> None:
    """Ouvre l’espace contenu dans une archive, à côté de ceux qui existent, et vérifie ses chaînes."""
    try:
        schema, slug = restoration.restore(_config(), fichier, phrase)
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
    click.echo(f"Espace ouvert à l’adresse /{slug}/.")
    _verify(schema)


@tenants.command("verify")
@click.argument("slug")
def verify_tenant(slug: str) -> None:
    """Vérifie les chaînes de scellement d’un espace, maillon par maillon."""
    schema = _find(slug).schema_name
    db.session.rollback()
    _verify(schema)


def _verify(schema: str) -> None:
    broken = []
    with tenant_transaction(schema):
        for journal, links_count, problem in current_app.extensions["integrity"]():
            click.echo(f"  {journal} : {problem or f'{links_count} maillons, chaîne intacte'}", err=problem is not None)
            broken += [journal] if problem else []
    if broken:
        raise click.ClickException(f"Chaîne rompue : {', '.join(broken)}.")


@tenants.command()
@click.argument("slug")
@click.option("--oui", "sure", is_flag=True, help="Ne demande pas confirmation.")
def delete(slug: str, sure: bool) -> None:
    """Supprime un espace et toutes ses données, pour toujours."""
    schema = _find(slug).schema_name
    db.session.rollback()
    if not sure and click.prompt(f"Retapez « {slug} » pour le supprimer") != slug:
        sys.exit("Rien n’a été supprimé.")
    try:
        provisioning.drop(_config(), schema)
    except StorageUnreachable:
        raise click.ClickException(
            f"L’espace {slug} est supprimé, mais le stockage ne répond pas : ses fichiers restent à supprimer, "
            f"sous « {schema}/ »."
        ) from None
    click.echo(f"{slug} : supprimé.")
