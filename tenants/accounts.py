"""Accounts: how a person logs in, and from which devices."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import func, select, update

from tenants.database import db
from tenants.errors import Refused
from tenants.ids import read_id
from tenants.registry import Account, Device, Membership, Tenant

PASSWORD_LENGTH = 10
SEEN_EVERY = timedelta(minutes=5)
DEVICE_LIFE = timedelta(days=30)
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe())


class PasswordRefused(Refused):
    """The password chosen is too weak."""

    def __init__(self, message: str):
        super().__init__(message, "mot_de_passe")


@dataclass(frozen=True)
class Visit:
    """Who is at the other end of a request, and for which company when the address names one they belong to.

    `companies`: how many they belong to.
    """

    device: Device
    account: Account
    tenant: Tenant | None
    companies: int


def normalise_email(email: str) -> str:
    return email.strip().lower()


def hash_password(password: str, *, near: tuple[str, ...] = ()) -> str:
    """Argon2id. `near` are words the password may not be. Raises PasswordRefused."""
    if len(password) < PASSWORD_LENGTH:
        raise PasswordRefused(f"Choisissez un mot de passe d’au moins {PASSWORD_LENGTH} caractères.")
    if len(password) > 200:
        raise PasswordRefused("Choisissez un mot de passe de moins de 200 caractères.")
    if len(set(password)) < 5 or password.lower() in {word.lower() for word in near}:
        raise PasswordRefused("Ce mot de passe se devine trop facilement : choisissez-en un autre.")
    return _hasher.hash(password)


def authenticate(email: str, password: str) -> Account | None:
    """The account, or None; as slow for an unknown e-mail as for a wrong password."""
    account = db.session.scalar(select(Account).where(Account.email == normalise_email(email)))
    try:
        _hasher.verify(account.password_hash if account else _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    if account and _hasher.check_needs_rehash(account.password_hash):
        account.password_hash = _hasher.hash(password)
    return account


def exists(email: str) -> bool:
    return db.session.scalar(select(Account.id).where(Account.email == normalise_email(email))) is not None


def open_device(account: Account, *, user_agent: str, ip: str) -> str:
    """Log a browser in. Returns the token its cookie keeps."""
    secret = secrets.token_urlsafe(32)
    device = Device(account_id=account.id, token_hash=_digest(secret), user_agent=user_agent[:300], ip=ip)
    db.session.add(device)
    db.session.flush()
    return f"{device.id}.{secret}"


def find_visit(token: str, *, slug: str | None, host: str | None, now: datetime) -> Visit | None:
    """Who holds this cookie, in one query; None when it is unknown, revoked or too old."""
    number, _, secret = token.partition(".")
    id = read_id(number)
    if id is None:
        return None
    companies = select(func.count()).where(Membership.account_id == Account.id).correlate(Account).scalar_subquery()
    query = select(Device, Account, Tenant, companies.label("companies"))
    query = query.join(Account, Account.id == Device.account_id)
    query = query.outerjoin(Membership, Membership.account_id == Account.id)
    here = (Tenant.slug == slug) if slug else (Tenant.host == host)
    query = query.outerjoin(Tenant, (Tenant.id == Membership.tenant_id) & here)
    query = query.where(Device.id == id, Device.revoked_at.is_(None))
    row = db.session.execute(query.order_by(Tenant.id.nulls_last()).limit(1)).first()
    if row is None or not hmac.compare_digest(row.Device.token_hash, _digest(secret)):
        return None
    if now - row.Device.last_seen_at > DEVICE_LIFE:
        return None
    tenant = row.Tenant if row.Tenant is not None and row.Tenant.is_open else None
    return Visit(row.Device, row.Account, tenant, row.companies)


def mark_seen(device: Device, *, ip: str, now: datetime) -> None:
    if now - device.last_seen_at > SEEN_EVERY:
        device.last_seen_at, device.ip = now, ip


def workspaces(account: Account) -> list[Tenant]:
    """The open companies of an account, by name."""
    query = select(Tenant).join(Membership).where(Membership.account_id == account.id)
    query = query.where(Tenant.activated_at.is_not(None), Tenant.suspended_at.is_(None))
    return list(db.session.scalars(query.order_by(Tenant.name)))


def devices(account: Account) -> list[Device]:
    query = select(Device).where(Device.account_id == account.id, Device.revoked_at.is_(None))
    return list(db.session.scalars(query.order_by(Device.last_seen_at.desc())))


def revoke_devices(account: Account, now: datetime, *, only: int | None = None, but: int | None = None) -> None:
    """Log out one device (`only`), or all of them except `but`."""
    query = update(Device).where(Device.account_id == account.id, Device.revoked_at.is_(None))
    if only is not None:
        query = query.where(Device.id == only)
    if but is not None:
        query = query.where(Device.id != but)
    db.session.execute(query.values(revoked_at=now))


def change_password(account: Account, password: str, now: datetime, *, but: int | None = None) -> None:
    """Set a new password and log the other devices out. Raises PasswordRefused."""
    account.password_hash = hash_password(password, near=(account.email, account.name))
    account.password_changed_at = now
    revoke_devices(account, now, but=but)


def join(account: Account, tenant: Tenant) -> None:
    query = select(Membership).where(Membership.account_id == account.id, Membership.tenant_id == tenant.id)
    if db.session.scalar(query) is None:
        db.session.add(Membership(account_id=account.id, tenant_id=tenant.id))


def leave(account_id: int, tenant: Tenant) -> None:
    query = select(Membership).where(Membership.account_id == account_id, Membership.tenant_id == tenant.id)
    if membership := db.session.scalar(query):
        db.session.delete(membership)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def utcnow() -> datetime:
    return datetime.now(UTC)
