"""What the environment says of this instance."""

import hashlib
import hmac
import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy.engine import URL, make_url

from tenants.hosting.environment import load_environment
from tenants.publisher import Publisher

ROOT = Path(__file__).resolve().parent.parent
GEONAMES = "https://download.geonames.org/export/zip"
NOT_A_BUCKET = (
    "La variable d’environnement COMPTOIR_S3_URL est mal écrite. Attendu : "
    "https://CLE:SECRET@s3.exemple.fr/seau?region=fr-par (la région est us-east-1 si votre hébergeur n’en nomme pas). "
    "Dans la clé et le secret, écrivez %2F pour « / », %3A pour « : », %40 pour « @ », %25 pour « % »."
)


class ConfigurationError(RuntimeError):
    """The environment lacks something, or contradicts itself. The message is French, for the operator."""


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise ConfigurationError(f"La variable d’environnement {name} manque. Lancez bin/run, ou définissez-la.")
    return value


def _publisher() -> Publisher | None:
    try:
        return Publisher.read(os.environ)
    except ValueError as error:
        raise ConfigurationError(
            f"L’éditeur du logiciel est décrit à moitié : définissez aussi {error}, ou aucune de ces variables."
        ) from None


@dataclass(frozen=True)
class BucketAddress:
    """Where an S3-compatible bucket is, and the key that opens it."""

    endpoint: str
    name: str
    region: str
    key: str
    secret: str = field(repr=False)

    @classmethod
    def read(cls, url: str) -> "BucketAddress | None":
        """None when `url` is empty. Raises ConfigurationError, which never repeats what was written."""
        if not url:
            return None
        try:
            parts = urlsplit(url)
            host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
            endpoint = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
            key, secret = unquote(parts.username), unquote(parts.password)
            region, name = parse_qs(parts.query, strict_parsing=True)["region"][0], parts.path.strip("/")
        except (ValueError, TypeError, KeyError):
            raise ConfigurationError(NOT_A_BUCKET) from None
        if parts.scheme not in ("http", "https") or not (key and secret) or not re.fullmatch(r"[a-z0-9.-]{3,63}", name):
            raise ConfigurationError(NOT_A_BUCKET)
        return cls(endpoint, name, region, key, secret)


@dataclass(frozen=True)
class Config:
    database_url: str = field(default_factory=lambda: _required("DATABASE_URL"), repr=False)
    redis_url: str = field(default_factory=lambda: _required("REDIS_URL"), repr=False)
    secret: str = field(default_factory=lambda: _required("COMPTOIR_SECRET"), repr=False)
    data: Path = field(default_factory=lambda: Path(os.environ.get("COMPTOIR_DATA", ROOT / "var")))
    smtp_url: str = field(default_factory=lambda: os.environ.get("COMPTOIR_SMTP_URL", ""), repr=False)
    bucket: BucketAddress | None = field(
        default_factory=lambda: BucketAddress.read(os.environ.get("COMPTOIR_S3_URL", ""))
    )
    geonames_url: str = field(default_factory=lambda: os.environ.get("COMPTOIR_GEONAMES_URL") or GEONAMES)
    sender: str = field(default_factory=lambda: os.environ.get("COMPTOIR_SENDER", "comptoir@localhost.localdomain"))
    url: str = field(default_factory=lambda: os.environ.get("COMPTOIR_URL", "http://127.0.0.1:8000"))
    publisher: Publisher | None = field(default_factory=_publisher)
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
