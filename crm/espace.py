"""Opening a company's workspace: the first rows it needs to work."""

from datetime import datetime

from crm import opportunites, reperes, souches, statuts, valeurs
from crm.equipe import Membre
from crm.parametres import Parametres
from tenants import db, tenant_transaction
from tenants.registry import Account, Tenant


def open_espace(tenant: Tenant, account: Account, now: datetime) -> None:
    """Furnish the workspace and make `account` its administrator, then open it."""
    with tenant_transaction(tenant.schema_name):
        furnish(tenant.name)
        prenom, _, nom = account.name.rpartition(" ")
        db.session.add(
            Membre(
                compte_id=account.id, prenom=prenom, nom=nom, email=account.email, role="administration", rejoint_le=now
            )
        )
    tenant.activated_at = now


def furnish(raison_sociale: str) -> None:
    """What every company starts with."""
    db.session.add(Parametres(raison_sociale=raison_sociale))
    valeurs.furnish()
    reperes.furnish()
    souches.furnish()
    statuts.furnish()
    opportunites.furnish()


def welcome(tenant: Tenant, membre_id: int, account: Account, now: datetime) -> None:
    """The person invited as this member has an account: they may come in."""
    with tenant_transaction(tenant.schema_name):
        membre = db.session.get(Membre, membre_id)
        membre.compte_id, membre.rejoint_le = account.id, now
        membre.prenom, _, membre.nom = account.name.rpartition(" ")
