"""Secrets kept out of the databases' reach. The instance's secret wraps a key of each company's own, which encrypts
what the company keeps secret and seals what it may not change. Moved elsewhere, the company keeps its key.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy import select

from tenants.config import Config
from tenants.current import current_schema
from tenants.database import db
from tenants.registry import Tenant

SCRYPT = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26}


class Vault:
    """Encrypts and seals with keys derived from one, of 32 bytes in hexadecimal."""

    def __init__(self, key: str):
        self._key = bytes.fromhex(key)

    def encrypt(self, clear: str) -> str:
        return self._fernet.encrypt(clear.encode()).decode()

    def decrypt(self, sealed: str) -> str:
        """Raises cryptography.fernet.InvalidToken when it was encrypted with another key."""
        return self._fernet.decrypt(sealed.encode()).decode()

    def seal(self, purpose: str, record: bytes) -> str:
        """The HMAC-SHA256 of a record, by a key of its own for each purpose."""
        return hmac.new(hmac.digest(self._key, purpose.encode(), "sha256"), record, hashlib.sha256).hexdigest()

    def sign(self, content: bytes) -> bytes:
        """The Ed25519 signature of a content: whoever has `public_key` verifies it, without any secret."""
        return self._signing_key.sign(content)

    @property
    def public_key(self) -> bytes:
        """What verifies the signatures, as 32 bytes."""
        return self._signing_key.public_key().public_bytes_raw()

    @property
    def _signing_key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(hmac.digest(self._key, b"ed25519", "sha256"))

    @property
    def _fernet(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self._key))


def of_instance(config: Config | None = None) -> Vault:
    return Vault((config or current_app.config["COMPTOIR"]).derive("vault"))


def of_company() -> Vault:
    """The vault of the company at work."""
    known = current_app.extensions.setdefault("vaults", {})
    schema = current_schema()
    if schema not in known:
        with db.session.no_autoflush:  # by the session's own connection: waiting for a second one could block all
            wrapped = db.session.scalar(select(Tenant.wrapped_key).where(Tenant.schema_name == schema))
        known[schema] = Vault(of_instance().decrypt(wrapped))
    return known[schema]


def of_phrase(phrase: str, salt: bytes) -> Vault:
    """A vault that whoever knows this pass phrase can open."""
    return Vault(hashlib.scrypt(phrase.encode(), salt=salt, dklen=32, **SCRYPT).hex())


def new_key() -> str:
    """A key for a new company."""
    return secrets.token_hex(32)
