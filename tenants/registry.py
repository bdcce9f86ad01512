"""The hosting facts, in the schema `partage`: companies' workspaces, accounts, and what ties them."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tenants.database import SharedBase

PREFIX = {"schema": "partage"}


class Tenant(SharedBase):
    """A company's workspace. In reserve (no slug yet), then active, perhaps suspended."""

    __tablename__ = "tenants"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    schema_name: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str | None] = mapped_column(unique=True)
    host: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str | None]
    wrapped_key: Mapped[str]
    revision: Mapped[str]
    revision_error: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    activated_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        return self.activated_at is not None and self.suspended_at is None


class Account(SharedBase):
    """A person and how they log in. What they may do is written in each company (`Membre`)."""

    __tablename__ = "accounts"
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    password_changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    totp_secret: Mapped[str | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    recovery_codes: Mapped[dict] = mapped_column(server_default=text("'[]'"))

    memberships: Mapped[list["Membership"]] = relationship(back_populates="account")

    @property
    def has_second_factor(self) -> bool:
        return self.totp_confirmed_at is not None


class Membership(SharedBase):
    __tablename__ = "memberships"
    __table_args__ = (Index(None, "account_id", "tenant_id", unique=True), PREFIX)
    account_id: Mapped[int] = mapped_column(ForeignKey("partage.accounts.id", ondelete="CASCADE"))
    tenant_id: Mapped[int] = mapped_column(ForeignKey("partage.tenants.id", ondelete="CASCADE"), index=True)

    account: Mapped[Account] = relationship(back_populates="memberships")
    tenant: Mapped[Tenant] = relationship()


class Device(SharedBase):
    """A logged-in browser; its cookie holds a secret of which only the hash is kept."""

    __tablename__ = "devices"
    account_id: Mapped[int] = mapped_column(ForeignKey("partage.accounts.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str]
    user_agent: Mapped[str]
    ip: Mapped[str]
    last_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    second_factor_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class Link(SharedBase):
    """A link sent by e-mail, valid once and for a time: sign-up, invitation, forgotten password."""

    __tablename__ = "links"
    kind: Mapped[str]
    email: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("partage.accounts.id", ondelete="CASCADE"), index=True)
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("partage.tenants.id", ondelete="CASCADE"), index=True)
    payload: Mapped[dict] = mapped_column(server_default=text("'{}'"))
    expires_at: Mapped[datetime]
    mailed_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]

    tenant: Mapped[Tenant | None] = relationship()
    account: Mapped[Account | None] = relationship()
