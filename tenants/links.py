"""Links sent by e-mail, valid once: sign-up, invitation, forgotten password. None tells whether an account exists."""

from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from tenants import accounts, mail, provisioning
from tenants.accounts import hash_password, normalise_email
from tenants.current import current_schema
from tenants.database import db
from tenants.registry import Account, Link, Tenant

LIFE = {
    "inscription": timedelta(days=2),
    "deja-inscrit": timedelta(days=2),
    "invitation": timedelta(days=7),
    "mot-de-passe": timedelta(hours=2),
}
MAILED = tuple(LIFE)


def ask_sign_up(*, company: str, name: str, email: str, password: str, now: datetime) -> None:
    """Write to `email` a link that opens the company, or says that the account exists. Raises PasswordRefused."""
    sealed = hash_password(password, near=(email, name, company))
    email = normalise_email(email)
    known = db.session.scalar(select(Account.id).where(Account.email == email))
    payload = {"company": company, "name": name, "password_hash": sealed}
    _write("deja-inscrit" if known else "inscription", email, now, payload={} if known else payload)


def ask_reset(email: str, now: datetime) -> None:
    """Write a link to choose a new password, if the account exists; say nothing either way."""
    account = db.session.scalar(select(Account).where(Account.email == normalise_email(email)))
    if account:
        _write("mot-de-passe", account.email, now, account_id=account.id)


def invite(tenant: Tenant, email: str, *, by: str, membre_id: int, now: datetime) -> Link:
    payload = {"by": by, "membre_id": membre_id, "company": tenant.name}
    return _write("invitation", normalise_email(email), now, tenant_id=tenant.id, payload=payload)


def _write(kind: str, email: str, now: datetime, **values) -> Link:
    link = Link(kind=kind, email=email, expires_at=now + LIFE[kind], **values)
    db.session.add(link)
    db.session.flush()
    db.session.info["links_to_mail"] = True
    return link


def token_of(link: Link) -> str:
    return _serializer(link.kind).dumps(link.id)


def find(kind: str, token: str, now: datetime) -> Link | None:
    """The link behind a token, locked; None when it is forged, spent or too old."""
    try:
        number = _serializer(kind).loads(token)
    except BadSignature:
        return None
    query = select(Link).where(Link.id == number, Link.kind == kind, Link.used_at.is_(None), Link.expires_at > now)
    return db.session.scalar(query.with_for_update())


def open_company(link: Link, now: datetime) -> tuple[Account, Tenant] | None:
    """Spend a sign-up link: account, workspace, membership. The workspace opens when `activated_at` is set.

    None when no workspace is ready: one is being made.
    """
    wanted = link.payload
    tenant = provisioning.take_from_reserve(wanted["company"])
    if tenant is None:
        return None
    account = Account(email=link.email, name=wanted["name"], password_hash=wanted["password_hash"])
    db.session.add(account)
    db.session.flush()
    accounts.join(account, tenant)
    link.used_at = now
    return account, tenant


def accept_invitation(link: Link, *, name: str, password: str, now: datetime) -> Account:
    """Spend an invitation. A known account joins as it is, and its password is checked. Raises PasswordRefused."""
    account = db.session.scalar(select(Account).where(Account.email == link.email))
    if account is None:
        account = Account(email=link.email, name=name, password_hash=hash_password(password, near=(link.email, name)))
        db.session.add(account)
        db.session.flush()
    elif accounts.authenticate(link.email, password) is None:
        raise accounts.PasswordRefused("Ce compte existe déjà : saisissez son mot de passe habituel.")
    accounts.join(account, link.tenant)
    link.used_at = now
    return account


def reset_password(link: Link, password: str, now: datetime) -> None:
    """Spend a reset link. Raises PasswordRefused."""
    accounts.change_password(link.account, password, now)
    link.used_at = now


def send_pending_links() -> int:
    """E-mail every link that waits, each in its own transaction. Returns how many left. Raises MailRefused."""
    sent, now = 0, accounts.utcnow()
    while True:
        waiting = select(Link).where(Link.mailed_at.is_(None), Link.expires_at > now, Link.kind.in_(MAILED))
        link = db.session.scalar(waiting.order_by(Link.id).limit(1).with_for_update(skip_locked=True))
        if link is None:
            db.session.rollback()
            return sent
        _send(link)
        link.mailed_at = accounts.utcnow()
        db.session.commit()
        sent += 1


def _send(link: Link) -> None:
    config = current_app.config["COMPTOIR"]
    env = mail.environment()
    context = {
        "lien": link,
        "url": _url(link),
        "adresse": config.url,
    }
    folder = f"comptes/{link.kind}"
    message = mail.compose(
        sender=("Comptoir", config.sender),
        to=[link.email],
        subject=env.get_template(f"{folder}-sujet.txt").render(context),
        text=env.get_template(f"{folder}.txt").render(context),
        html=env.get_template(f"{folder}.html").render(context),
        message_id=f"<lien-{link.id}@{config.host}>",
    )
    mail.deliver(message, config.smtp_url)


PATHS = {
    "inscription": "inscription",
    "deja-inscrit": "connexion",
    "invitation": "invitation",
    "mot-de-passe": "mot-de-passe",
}


def _url(link: Link) -> str:
    base = f"{current_app.config['COMPTOIR'].url}/{PATHS[link.kind]}"
    return base if link.kind == "deja-inscrit" else f"{base}/{token_of(link)}"


def company_url(path: str) -> str:
    """The whole address of a page of the company at work, for who reads it elsewhere; it asks to log in."""
    slug = db.session.scalar(select(Tenant.slug).where(Tenant.schema_name == current_schema()))
    return f"{current_app.config['COMPTOIR'].url}/{slug}/{path}"


def _serializer(kind: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["COMPTOIR"].derive("links"), salt=kind)
