"""A signed ZIP: each file is summed as it is written, the sums are a manifest, the manifest is signed."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from crm.clock import PARIS
from tenants.vault import Vault

MANIFESTE, SIGNATURE, SCEAU, CLE = "MANIFESTE.sha256", "SIGNATURE.ed25519", "SCEAU.hmac", "CLE-PUBLIQUE.pem"
SCEAU_ARCHIVE = "archive annuelle"


class Coffre:
    """To be used as a context manager; `close` signs, and nothing can be added after."""

    def __init__(self, path: Path, now: datetime):
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self._moment = now.astimezone(PARIS).timetuple()[:6]
        self._sums: list[str] = []

    def __enter__(self) -> "Coffre":
        return self

    def __exit__(self, *failure) -> None:
        self._zip.close()

    def add(self, name: str, content: bytes) -> None:
        self.add_pieces(name, [content])

    def add_json(self, name: str, value: dict) -> None:
        self.add(name, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode())

    def add_csv(self, name: str, head: list[str], rows: Iterable[list]) -> None:
        self.add_pieces(name, _csv(head, rows))

    def add_pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        """Written as it comes: a file larger than the memory is no matter."""
        digest = hashlib.sha256()
        with self._open(name) as target:
            for piece in pieces:
                digest.update(piece)
                target.write(piece)
        self._sums.append(f"{digest.hexdigest()}  {name}\n")

    def close(self, vault: Vault) -> None:
        """Write the manifest and sign it: for everybody by the public key, for ourselves by the seal."""
        manifest = "".join(self._sums).encode()
        seal = vault.seal(SCEAU_ARCHIVE, manifest).encode()
        signed = {MANIFESTE: manifest, SIGNATURE: vault.sign(manifest), SCEAU: seal, CLE: pem(vault.public_key)}
        for name, content in signed.items():
            with self._open(name) as target:
                target.write(content)

    def _open(self, name: str):
        entry = zipfile.ZipInfo(name, self._moment)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        return self._zip.open(entry, "w", force_zip64=True)


def pem(public_key: bytes) -> bytes:
    key = Ed25519PublicKey.from_public_bytes(public_key)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _csv(head: list[str], rows: Iterable[list]) -> Iterable[bytes]:
    """For spreadsheets: semicolons, and the mark of UTF-8."""
    yield b"\xef\xbb\xbf" + _line(head)
    for row in rows:
        yield _line(row)


def _line(row: list) -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerow(row)
    return written.getvalue().encode()
