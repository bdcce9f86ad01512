"""Opening a session on this browser, and where to go then."""

from flask import request
from flask_login import current_user, login_user
from wtforms import PasswordField

from blueprints.access import Visitor
from blueprints.forms import requis
from blueprints.roots import company_url, root_url_for, safe_next
from tenants import accounts
from tenants.registry import Account


def log_in(account: Account, *, second_factor: bool = False) -> None:
    token = accounts.open_device(account, user_agent=request.user_agent.string, ip=request.remote_addr or "")
    visit = accounts.find_visit(token, slug=None, host=None, now=accounts.utcnow())
    if second_factor:
        visit.device.second_factor_at = accounts.utcnow()
    login_user(Visitor(visit, token))


def after_login(suite: str | None) -> str:
    """Where one was going, else the only company one has, else the choice among several."""
    spaces = accounts.workspaces(current_user.visit.account)
    default = company_url(spaces[0].slug) if len(spaces) == 1 else root_url_for("espaces.index")
    return safe_next(suite, default)


def nouveau_mot_de_passe(label: str = "Mot de passe") -> PasswordField:
    return PasswordField(
        label,
        [requis("Choisissez un mot de passe.")],
        description=f"{accounts.PASSWORD_LENGTH} caractères au moins. Une phrase courte convient très bien.",
        render_kw={"autocomplete": "new-password", "minlength": accounts.PASSWORD_LENGTH},
    )
