"""The first segment of the path is the company: it moves to SCRIPT_NAME, and the routes know nothing of it."""

import re
from ipaddress import ip_address

SLUG = re.compile(r"\A[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?\Z")
ROOT_PATHS = frozenset(
    "connexion deconnexion inscription mot-de-passe invitation compte espaces sante courriels avertissements static "
    "theme favicon.ico robots.txt".split()
)
RESERVED = ROOT_PATHS | frozenset(
    "accueil admin aide api app articles assets avoirs clients comptoir configuration contacts devis equipe factures "
    "mail operateur partage public reglements support www".split()
)


def is_valid_slug(slug: str) -> bool:
    return bool(SLUG.match(slug)) and slug not in RESERVED


class TenantPath:
    """WSGI middleware. Sets `comptoir.slug` (path) or `comptoir.host` (a company's own host name)."""

    def __init__(self, app, main_host: str):
        self.app = app
        self.main_host = main_host

    def __call__(self, environ, start_response):
        host = environ.get("HTTP_HOST", "").rsplit(":", 1)[0].strip("[]").lower()
        first, _, rest = environ.get("PATH_INFO", "").lstrip("/").partition("/")
        if first not in ROOT_PATHS:
            if not self._is_ours(host):
                environ["comptoir.host"] = host
            elif not first:
                environ["PATH_INFO"] = "/espaces"
            elif SLUG.match(first):
                environ["comptoir.slug"] = first
                environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
                environ["PATH_INFO"] = f"/{rest}"
        return self.app(environ, start_response)

    def _is_ours(self, host: str) -> bool:
        if host in (self.main_host, "localhost", ""):
            return True
        try:
            ip_address(host)
        except ValueError:
            return False
        return True
