"""Secrets at rest (SMTP passwords, second-factor seeds), encrypted with a key derived from the instance's secret."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from flask import current_app

from tenants.current import current_schema


def _fernet() -> Fernet:
    key = bytes.fromhex(current_app.config["COMPTOIR"].derive("vault"))
    return Fernet(base64.urlsafe_b64encode(key))


def encrypt(clear: str) -> str:
    return _fernet().encrypt(clear.encode()).decode()


def decrypt(sealed: str) -> str:
    """Raises cryptography.fernet.InvalidToken when the secret of the instance changed."""
    return _fernet().decrypt(sealed.encode()).decode()


def seal(purpose: str, record: bytes) -> str:
    """The HMAC-SHA256 of a record of the company at work, by a key of its own that no database holds."""
    key = current_app.config["COMPTOIR"].derive(f"{purpose}:{current_schema()}")
    return hmac.new(bytes.fromhex(key), record, hashlib.sha256).hexdigest()
