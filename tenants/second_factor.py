"""The second factor: a code of an authenticator application (RFC 6238), or a recovery code used once."""

import hashlib
import secrets
from datetime import datetime

import pyotp

from tenants import vault
from tenants.registry import Account

RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def begin(account: Account) -> str:
    """Draw a new seed, not yet in force, and return its otpauth:// address."""
    seed = pyotp.random_base32()
    account.totp_secret = vault.of_instance().encrypt(seed)
    account.totp_confirmed_at = account.totp_last_step = None
    return provisioning_uri(account)


def provisioning_uri(account: Account) -> str:
    return _totp(account).provisioning_uri(name=account.email, issuer_name="Comptoir")


def confirm(account: Account, code: str, now: datetime) -> list[str] | None:
    """Put the seed in force when `code` proves it was kept. Returns the recovery codes, shown once, else None."""
    if not account.totp_secret or not _check_totp(account, code, now):
        return None
    account.totp_confirmed_at = now
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    account.recovery_codes = [_digest(code) for code in codes]
    return codes


def check(account: Account, code: str, now: datetime) -> bool:
    """True for a code never used before: of the application, or one of the recovery codes, which is then spent."""
    code = code.replace(" ", "").replace("-", "").lower()
    if code.isdigit():
        return _check_totp(account, code, now)
    digest = _digest(code)
    if digest not in account.recovery_codes:
        return False
    account.recovery_codes = [kept for kept in account.recovery_codes if kept != digest]
    return True


def remove(account: Account) -> None:
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    account.recovery_codes = []


def _totp(account: Account) -> pyotp.TOTP:
    return pyotp.TOTP(vault.of_instance().decrypt(account.totp_secret))


def _check_totp(account: Account, code: str, now: datetime) -> bool:
    totp = _totp(account)
    step = int(now.timestamp()) // totp.interval
    for candidate in (step - 1, step, step + 1):
        fresh = account.totp_last_step is None or candidate > account.totp_last_step
        if fresh and secrets.compare_digest(totp.generate_otp(candidate), code.replace(" ", "")):
            account.totp_last_step = candidate
            return True
    return False


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
