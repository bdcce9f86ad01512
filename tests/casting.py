"""The cast, made with the product's own verbs, and the ways into a company's data."""

import contextlib
from datetime import UTC, datetime

import rq
from sqlalchemy import select

from crm import journal
from crm.equipe import Membre
from crm.espace import furnish
from tenants import accounts, db, provisioning, tenant_transaction
from tenants.accounts import hash_password
from tenants.bootstrap import bootstrap
from tenants.registry import Account, Tenant

PASSWORD = "comptoir-demo"
CAST = {
    "Atelier Lumen": [
        ("Alice", "Moreau", "alice@atelier-lumen.example", "administration"),
        ("Bruno", "Lefèvre", "bruno@atelier-lumen.example", "ecriture"),
        ("Chloé", "Nguyen", "chloe@atelier-lumen.example", "lecture"),
    ],
    "Menuiserie Dupont": [("David", "Dupont", "david@menuiserie-dupont.example", "administration")],
}


def make_cast(app) -> None:
    config = app.config["COMPTOIR"]
    with app.app_context():
        bootstrap(config)
        provisioning.fill_reserve(config, len(CAST) + 2)
        sealed = hash_password(PASSWORD)
        for company, people in CAST.items():
            tenant = provisioning.take_from_reserve(company)
            hired = [_hire(tenant, sealed, *person) for person in people]
            with tenant_transaction(tenant.schema_name):
                furnish(company)
                db.session.add_all(hired)
            tenant.activated_at = datetime.now(UTC)
            db.session.commit()


def _hire(tenant: Tenant, sealed: str, prenom: str, nom: str, email: str, role: str) -> Membre:
    account = Account(email=email, name=f"{prenom} {nom}", password_hash=sealed)
    db.session.add(account)
    db.session.flush()
    accounts.join(account, tenant)
    return Membre(compte_id=account.id, prenom=prenom, nom=nom, email=email, role=role, rejoint_le=datetime.now(UTC))


@contextlib.contextmanager
def inside(app, slug: str):
    """Work in a company as its first member, and commit."""
    with app.app_context():
        schema = db.session.scalar(select(Tenant.schema_name).where(Tenant.slug == slug))
        with tenant_transaction(schema):
            first = db.session.scalars(select(Membre).order_by(Membre.id)).first()
            journal.sign(first.id, first.libelle)
            yield


def work_all(app) -> int:
    with app.app_context():
        queue = app.extensions["queue"]
        rq.SimpleWorker([queue], connection=queue.connection).work(burst=True, logging_level="ERROR")
        return queue.count
