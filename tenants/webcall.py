"""Calls to the servers of others: one request, one answer; nothing is followed, nothing private is reached.

Outside development, only https and public addresses. The address that was checked is the one that is called.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import urllib3
from flask import current_app

from tenants.errors import Refused

CONNECT, READ = 10, 30
"""Seconds to be answered, then between two pieces of the answer."""
LARGEST = 20_000_000
AGENT = "Comptoir"
LOOPBACK = "127.0.0.1"


class CallRefused(Refused):
    """The address may not be called, or what answers is not what was expected."""


class CallUnreachable(CallRefused):
    """Nobody answered: the same call may succeed later."""

    is_temporary = True


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


def check_url(url: str, champ: str | None = None) -> SplitResult:
    """Raises CallRefused on anything but https, or http to this machine in development."""
    parts = urlsplit(url)
    _port(parts, champ)
    if not parts.hostname or parts.username or parts.password:
        raise CallRefused("Écrivez une adresse complète, par exemple https://api.plateforme.fr.", champ)
    is_ours = parts.scheme == "http" and parts.hostname == LOOPBACK and _is_development()
    if parts.scheme != "https" and not is_ours:
        raise CallRefused("L’adresse commence par https:// : les échanges sont chiffrés.", champ)
    return parts


def call(method: str, url: str, *, headers: dict[str, str], body: bytes | None = None) -> Answer:
    """What the server answers, whatever its status but a redirection. Raises CallRefused or CallUnreachable."""
    parts = check_url(url)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    said = {"Host": parts.netloc, "User-Agent": AGENT, **headers}
    try:
        with _pool(parts) as pool:
            answer = pool.urlopen(
                method, path, body=body, headers=said, retries=False, redirect=False, preload_content=False
            )
            content = answer.read(LARGEST + 1, decode_content=True)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise CallUnreachable(f"{parts.hostname} ne répond pas : {type(error).__name__}.") from error
    if len(content) > LARGEST:
        raise CallRefused(f"{parts.hostname} a répondu plus de 20 Mo.")
    if 300 <= answer.status < 400:
        raise CallRefused(f"{parts.hostname} renvoie vers une autre adresse : indiquez l’adresse définitive.")
    return Answer(answer.status, content)


def multipart(fields: dict) -> tuple[bytes, str]:
    """A form with files, as bytes and their content type. A file is (name, bytes, type)."""
    return urllib3.encode_multipart_formdata(fields)


def _pool(parts: SplitResult) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=CONNECT, read=READ)
    port = _port(parts)
    address = _resolve(parts.hostname, port)
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    names = {"server_hostname": parts.hostname, "assert_hostname": parts.hostname}
    return urllib3.HTTPSConnectionPool(address, port, timeout=timeout, cert_reqs="CERT_REQUIRED", **names)


def _port(parts: SplitResult, champ: str | None = None) -> int:
    try:
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise CallRefused("Le port de cette adresse n’est pas un nombre : corrigez-la.", champ) from None


def _resolve(host: str, port: int) -> str:
    """The address to call. Raises CallRefused when one of the name's addresses is not public."""
    try:
        found = [row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise CallUnreachable(f"{host} est introuvable : vérifiez l’adresse.") from None
    if not _is_development() and not all(ipaddress.ip_address(address).is_global for address in found):
        raise CallRefused(f"{host} n’est pas une adresse publique : indiquez celle de votre plateforme.")
    return found[0]


def _is_development() -> bool:
    return current_app.config["COMPTOIR"].is_development
