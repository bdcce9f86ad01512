"""The demonstration companies and the people who may log in to them."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select

from crm.equipe import Membre
from crm.espace import furnish
from tenants import accounts, db, provisioning, tenant_transaction, vault
from tenants.registry import Account, Tenant

PASSWORD = "comptoir-demo"
COMPANIES = {
    "Atelier Lumen": [
        ("Alice", "Moreau", "alice@atelier-lumen.example", "administration"),
        ("Bruno", "Lefèvre", "bruno@atelier-lumen.example", "ecriture"),
        ("Chloé", "Nguyen", "chloe@atelier-lumen.example", "lecture"),
    ],
    "Menuiserie Dupont": [("David", "Dupont", "david@menuiserie-dupont.example", "administration")],
}


def stage(story: Callable[[str], None] | None = None) -> None:
    """Open the two companies, once; interrupted, it goes on. `story(company)` fills each, inside it."""
    for company, people in COMPANIES.items():
        tenant = db.session.scalar(select(Tenant).where(Tenant.name == company, Tenant.is_demo))
        if tenant is None:
            tenant = provisioning.take_from_reserve(company)
            tenant.is_demo = True
            db.session.commit()
        if tenant.activated_at is None:
            _fill(tenant, company, people, story)


def _fill(tenant: Tenant, company: str, people: list[tuple], story: Callable[[str], None] | None) -> None:
    sealed = accounts.hash_password(PASSWORD)
    hired = [_hire(tenant, sealed, *person) for person in people]
    db.session.commit()
    with tenant_transaction(tenant.schema_name):
        vault.of_company()  # read apart: the register must not be held open as long as the story lasts
    with tenant_transaction(tenant.schema_name):
        furnish(company)
        db.session.add_all(hired)
        db.session.flush()
        if story:
            story(company)
    tenant.activated_at = datetime.now(UTC)
    db.session.commit()


def _hire(tenant: Tenant, sealed: str, prenom: str, nom: str, email: str, role: str) -> Membre:
    account = db.session.scalar(select(Account).where(Account.email == email))
    if account is None:
        account = Account(email=email, name=f"{prenom} {nom}", password_hash=sealed)
        db.session.add(account)
        db.session.flush()
    accounts.join(account, tenant)
    return Membre(compte_id=account.id, prenom=prenom, nom=nom, email=email, role=role, rejoint_le=datetime.now(UTC))
