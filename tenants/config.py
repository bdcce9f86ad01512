"""What the environment says of this instance."""

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url

from tenants.hosting.environment import load_environment

ROOT = Path(__file__).resolve().parent.parent


class ConfigurationError(RuntimeError):
    """The environment lacks something, or contradicts itself. The message is French, for the operator."""


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise ConfigurationError(f"La variable d’environnement {name} manque. Lancez bin/run, ou définissez-la.")
    return value


@dataclass(frozen=True)
class Config:
    database_url: str = field(default_factory=lambda: _required("DATABASE_URL"))
    redis_url: str = field(default_factory=lambda: _required("REDIS_URL"))
    secret: str = field(default_factory=lambda: _required("COMPTOIR_SECRET"))
    data: Path = field(default_factory=lambda: Path(os.environ.get("COMPTOIR_DATA", ROOT / "var")))
    smtp_url: str = field(default_factory=lambda: os.environ.get("COMPTOIR_SMTP_URL", ""))
    sender: str = field(default_factory=lambda: os.environ.get("COMPTOIR_SENDER", "comptoir@localhost.localdomain"))
    url: str = field(default_factory=lambda: os.environ.get("COMPTOIR_URL", "http://127.0.0.1:8000"))
    is_development: bool = field(default_factory=lambda: os.environ.get("COMPTOIR_ENV") == "development")

    @classmethod
    def from_environment(cls) -> "Config":
        """Completed, when they are unset, by the servers of the running launcher."""
        load_environment()
        return cls()

    @cached_property
    def host(self) -> str:
        return urlsplit(self.url).hostname or "127.0.0.1"

    def login_url(self, role: str) -> URL:
        """The database address for one of our logins; its password is derived from the secret."""
        return make_url(self.database_url).set(username=role, password=self.derive(f"postgresql:{role}"))

    def derive(self, purpose: str) -> str:
        """A secret of its own for each purpose, in hexadecimal."""
        return hmac.new(self.secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()
