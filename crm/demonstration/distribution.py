"""The demonstration companies and the people who may log in to them."""

from datetime import UTC, datetime

from sqlalchemy import select

from crm.equipe import Membre
from crm.espace import furnish
from tenants import accounts, db, provisioning, tenant_transaction
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


def stage(story=None) -> None:
    """Open the two companies, once. `story(company)` then fills each, inside it."""
    sealed = accounts.hash_password(PASSWORD)
    for company, people in COMPANIES.items():
        if db.session.scalar(select(Tenant.id).where(Tenant.name == company, Tenant.is_demo)):
            continue
        tenant = provisioning.take_from_reserve(company)
        hired = [_hire(tenant, sealed, *person) for person in people]
        with tenant_transaction(tenant.schema_name):
            furnish(company)
            db.session.add_all(hired)
            db.session.flush()
            if story:
                story(company)
        tenant.activated_at, tenant.is_demo = datetime.now(UTC), True
        db.session.commit()


def _hire(tenant: Tenant, sealed: str, prenom: str, nom: str, email: str, role: str) -> Membre:
    account = Account(email=email, name=f"{prenom} {nom}", password_hash=sealed)
    db.session.add(account)
    db.session.flush()
    accounts.join(account, tenant)
    return Membre(compte_id=account.id, prenom=prenom, nom=nom, email=email, role=role, rejoint_le=datetime.now(UTC))
