"""Attached files: what they really are is read in their bytes, whatever their name says."""

from pathlib import PurePath

import puremagic

from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.sujets import Piece
from tenants import db, storage

LARGEST = 10_000_000
TEXT = {".txt": "text/plain", ".csv": "text/csv", ".eml": "message/rfc822"}
OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
ACCEPTED = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
MAGIC = {".pdf": b"%PDF-", ".png": b"\x89PNG", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".gif": b"GIF8"}


def attach(sujet: Fiche, nom: str, content: bytes, membre_id: int) -> Piece:
    """Keep a file on a record. Raises RegleMetier when it is empty, too heavy, or not what its name says."""
    nom = PurePath(nom.replace("\\", "/")).name[:150] or "fichier"
    piece = Piece(
        sujet_type=sujet.__tablename__,
        sujet_id=sujet.id,
        nom=nom,
        type_mime=check(nom, content),
        taille=len(content),
        sha256=storage.put(content),
        membre_id=membre_id,
    )
    db.session.add(piece)
    return piece


def check(nom: str, content: bytes) -> str:
    """The MIME type of these bytes, when it is one we keep and the one the name announces. Raises RegleMetier."""
    suffix = PurePath(nom).suffix.lower()
    if not content:
        raise RegleMetier(f"« {nom} » est vide : choisissez un autre fichier.")
    if len(content) > LARGEST:
        raise RegleMetier(f"« {nom} » dépasse 10 Mo : choisissez un fichier plus léger.")
    if suffix in TEXT and _is_text(content):
        return TEXT[suffix]
    if suffix in OFFICE and content.startswith(b"PK\x03\x04"):
        return _guess(content, suffix)
    if suffix in ACCEPTED and _announces(content, suffix):
        return ACCEPTED[suffix]
    raise RegleMetier(
        f"« {nom} » n’est pas un fichier accepté : PDF, image PNG, JPEG, GIF ou WebP, document Word, Excel, "
        "OpenDocument, texte ou CSV, dont le contenu correspond au nom."
    )


def _announces(content: bytes, suffix: str) -> bool:
    if suffix == ".webp":
        return content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return content.startswith(MAGIC[suffix])


def _is_text(content: bytes) -> bool:
    return b"\x00" not in content


def _guess(content: bytes, suffix: str) -> str:
    try:
        return puremagic.from_string(content, mime=True, filename=f"x{suffix}")
    except puremagic.PureError:
        return "application/octet-stream"
