"""Who may open what: each route says it, and a route that says nothing opens to nobody."""

from collections.abc import Callable
from datetime import timedelta

from flask import abort, current_app, g, redirect, request
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import select, true

from blueprints.roots import root_url_for
from blueprints.ui.reponses import htmx, hx_redirect
from crm import journal
from crm.equipe import Membre
from crm.notifications import unread_of_membre
from crm.parametres import Parametres
from crm.veille import last_entry
from tenants import accounts, current, db

login_manager = LoginManager()
PUBLIC, LOGGED_IN = "public", "logged_in"
VU_EVERY = timedelta(minutes=5)


def public(view: Callable) -> Callable:
    """A page at the root that strangers may open."""
    view.access = (PUBLIC, None)
    return view


def logged_in(view: Callable) -> Callable:
    """A page at the root for any account that is logged in."""
    view.access = (LOGGED_IN, None)
    return view


def requires(module: str, niveau: str = "lecture") -> Callable:
    """A page of a company, for its members who reach `niveau` on `module`."""

    def declare(view: Callable) -> Callable:
        view.access = (module, niveau)
        return view

    return declare


class Visitor(UserMixin):
    """Flask-Login's user: an account on a device, perhaps inside one of its companies."""

    def __init__(self, visit: accounts.Visit, token: str):
        self.visit, self.token = visit, token

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader
def load_visitor(token: str) -> Visitor | None:
    slug, host = request.environ.get("comptoir.slug"), request.environ.get("comptoir.host")
    visit = accounts.find_visit(token, slug=slug, host=host, now=accounts.utcnow())
    if visit is None:
        return None
    accounts.mark_seen(visit.device, ip=request.remote_addr or "", now=accounts.utcnow())
    return Visitor(visit, token)


def guard() -> object | None:
    """Before each request: let in who may come in, inside their company, and nobody else."""
    if request.endpoint in (None, "static"):
        return None
    in_company = "comptoir.slug" in request.environ or "comptoir.host" in request.environ
    module, niveau = getattr(current_app.view_functions[request.endpoint], "access", (None, None))
    if module in (PUBLIC, LOGGED_IN) and in_company:
        abort(404)
    if module == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _to_login()
    if _lacks_second_factor():
        return redirect(root_url_for("connexion.new_code", suite=request.full_path))
    if module == LOGGED_IN:
        return None
    if not in_company:
        abort(404)
    _enter_company(current_user.visit)
    if module is not None and not g.parametres.is_active(module):
        abort(404)
    if module is None or not g.membre.can(module, niveau):
        abort(403)
    return None


def _to_login():
    url = root_url_for("connexion.new", suite=request.script_root + request.full_path.rstrip("?"))
    return hx_redirect(url) if htmx else redirect(url)


def _lacks_second_factor() -> bool:
    visit = current_user.visit
    asked = visit.account.has_second_factor and visit.device.second_factor_at is None
    return asked and not request.endpoint.startswith("connexion.")


def _enter_company(visit: accounts.Visit) -> None:
    """Bind the request to the company. A company one does not belong to does not exist: 404."""
    if visit.tenant is None:
        abort(404)
    g.tenant = visit.tenant
    g.tenant_token = current.enter(visit.tenant.schema_name)
    here = select(Membre, Parametres, unread_of_membre(), last_entry()).join(Parametres, true())
    here = here.where(Membre.compte_id == visit.account.id, Membre.supprime_le.is_(None))
    row = db.session.execute(here).first()
    if row is None:
        abort(404)
    g.membre, g.parametres, g.nouvelles, g.derniere_entree = row
    g.membre.eteints = g.parametres.eteints
    journal.sign(g.membre.id, g.membre.libelle)
    _mark_seen(g.membre)


def _mark_seen(membre: Membre) -> None:
    now = accounts.utcnow()
    if membre.vu_le is None or now - membre.vu_le > VU_EVERY:
        membre.see(now)


def leave_company(error: BaseException | None) -> None:
    """After each request: the session is closed, then the company is left."""
    db.session.remove()
    if token := g.pop("tenant_token", None):
        current.leave(token)
