"""Checks a yearly archive with nothing but its file: no database, no configuration, no secret."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from crm.conformite.coffre import CLE, MANIFESTE, SCEAU, SIGNATURE
from crm.conformite.coherence import Incoherence, coherences

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError)


@dataclass(frozen=True)
class Constat:
    """One thing that holds, or not, in one French sentence."""

    tient: bool
    phrase: str


def verify(path: Path, cle: str | None = None) -> Iterator[Constat]:
    """All that can be checked, in order. `cle`: the SHA-256 that the public key must have, as the attestation says."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _verify(archive, cle)
    except (*DAMAGED, OSError):
        yield Constat(False, "Ce fichier n’est pas une archive ZIP lisible.")


def _verify(archive: zipfile.ZipFile, cle: str | None) -> Iterator[Constat]:
    missing = [name for name in (MANIFESTE, SIGNATURE, CLE) if name not in archive.namelist()]
    if missing:
        yield Constat(False, f"Il manque {missing[0]} : ce n’est pas une archive annuelle complète.")
        return
    yield _signature(archive, cle)
    yield _files(archive)
    try:
        for phrase in coherences(archive):
            yield Constat(True, phrase)
    except Incoherence as found:
        yield Constat(False, str(found))
    except (*DAMAGED, KeyError, ValueError, TypeError):
        yield Constat(False, "Le contenu n’a pas la forme attendue : le reste n’a pas pu être vérifié.")


def _signature(archive: zipfile.ZipFile, cle: str | None) -> Constat:
    manifest, signature, pem = (archive.read(name) for name in (MANIFESTE, SIGNATURE, CLE))
    try:
        key = load_pem_public_key(pem)
    except ValueError:
        return Constat(False, f"{CLE} n’est pas une clé publique.")
    if not isinstance(key, Ed25519PublicKey):
        return Constat(False, f"{CLE} n’est pas une clé Ed25519.")
    empreinte = hashlib.sha256(key.public_bytes_raw()).hexdigest()
    if cle and cle.lower() != empreinte:
        return Constat(False, f"La clé publique n’est pas celle qui est attendue : son empreinte est {empreinte}.")
    try:
        key.verify(signature, manifest)
    except InvalidSignature:
        return Constat(False, f"La signature ne correspond pas : {MANIFESTE} a changé depuis qu’il est signé.")
    return Constat(True, f"Le manifeste est signé par la clé {empreinte}.")


def _files(archive: zipfile.ZipFile) -> Constat:
    awaited = dict(reversed(line.split("  ", 1)) for line in archive.read(MANIFESTE).decode().splitlines())
    wrong = [phrase for name, digest in awaited.items() if (phrase := _file(archive, name, digest))]
    extra = sorted(set(archive.namelist()) - awaited.keys() - {MANIFESTE, SIGNATURE, SCEAU, CLE})
    wrong += [f"{name} a été ajouté" for name in extra]
    if wrong:
        others = f" ({len(wrong)} écarts en tout)" if len(wrong) > 1 else ""
        return Constat(False, f"{wrong[0]}{others}.")
    return Constat(True, f"Les {len(awaited)} fichiers sont ceux du manifeste.")


def _file(archive: zipfile.ZipFile, name: str, digest: str) -> str | None:
    try:
        with archive.open(name) as content:
            intact = hashlib.file_digest(content, "sha256").hexdigest() == digest
    except KeyError:
        return f"{name} manque"
    except DAMAGED:
        intact = False
    return None if intact else f"{name} a changé depuis qu’il est archivé"
