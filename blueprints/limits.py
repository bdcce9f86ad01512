"""Limits on what strangers can try, counted in Redis."""

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

from tenants.accounts import normalise_email

limiter = Limiter(get_remote_address, default_limits=[], headers_enabled=False)


def by_email() -> str:
    return f"email:{normalise_email(request.form.get('email', ''))}"


def by_account() -> str:
    return f"account:{current_user.visit.account.id}"
