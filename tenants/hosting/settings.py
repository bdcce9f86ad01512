"""What the operator chose for the launcher, and what the children receive."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tenants.hosting.environment import data_folder, instance_secret
from tenants.hosting.errors import HostingError

HOST = "127.0.0.1"
TIME_ZONE = "Europe/Paris"


@dataclass(frozen=True)
class Settings:
    port: int
    data: Path
    development: bool
    given: Mapping[str, str]

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        return cls(
            port=_port(environ.get("PORT") or "8000"),
            data=data_folder(environ),
            development=(environ.get("COMPTOIR_ENV") or "development") == "development",
            given=dict(environ),
        )

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}/"

    def child_environment(self, urls: Mapping[str, str]) -> dict[str, str]:
        """The operator's own values win, except for the servers, already settled."""
        chosen = {name: value for name, value in self.given.items() if value and name not in ("PGPORT", "PGOPTIONS")}
        defaults = {
            "COMPTOIR_SECRET": self.given.get("COMPTOIR_SECRET") or instance_secret(self.data),
            "COMPTOIR_ENV": "development",
            "COMPTOIR_URL": self.address.rstrip("/"),
        }
        if self.development:
            sink = str(free_port())
            defaults |= {"COMPTOIR_SMTP_PORT": sink, "COMPTOIR_SMTP_URL": f"smtp://{HOST}:{sink}"}
        fixed = {"COMPTOIR_DATA": str(self.data), "PORT": str(self.port), "TZ": TIME_ZONE, "PYTHONUNBUFFERED": "1"}
        return {**defaults, **chosen, **fixed, **urls}

    def check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, self.port))
            except PermissionError:
                raise HostingError(
                    f"Le port {self.port} est réservé à root : choisissez PORT=8000, par exemple."
                ) from None
            except OSError:
                raise HostingError(
                    f"Le port {self.port} est déjà utilisé : arrêtez l’autre programme, ou lancez "
                    f"PORT={self.port + 1 if self.port < 65535 else 8000} bin/run."
                ) from None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise HostingError(f"PORT doit être un nombre entre 1 et 65535, pas « {text} ».")
    return int(text)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
