"""The images of rich texts: opened, checked and redrawn, so that nothing of the file survives; then files of records.

Until the text that shows it is saved, an image is a file of the member who put it there.
"""

import io
from datetime import datetime, timedelta

from PIL import Image
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from crm import clock, journal, richtexte
from crm.documents.logo import open_image
from crm.equipe import Membre
from crm.fiches import Fiche
from crm.sujets import Piece
from tenants import db, storage

SIDE = 1600
WAITS = timedelta(days=2)
DRAFT = Membre.__tablename__


def receive(content: bytes, membre: Membre) -> Piece:
    """Keep an image. Raises RegleMetier when it is not one, or is too heavy."""
    image = open_image(content, "L’image")
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    out, is_photo = io.BytesIO(), image.mode == "RGB"
    image.save(out, "JPEG" if is_photo else "PNG", optimize=True, **({"quality": 85} if is_photo else {}))
    kept, nom = out.getvalue(), f"image.{'jpg' if is_photo else 'png'}"
    piece = Piece(
        sujet_type=DRAFT, sujet_id=membre.id, nom=nom, type_mime=f"image/{'jpeg' if is_photo else 'png'}",
        taille=len(kept), sha256=storage.put(kept), membre_id=membre.id,
    )  # fmt: skip
    db.session.add(piece)
    db.session.flush()
    return piece


@event.listens_for(Session, "before_flush")
def _read_texts(session: Session, context, instances) -> None:
    for fiche in [one for one in (*session.new, *session.dirty) if isinstance(one, Fiche) and one.riches]:
        said = [text for key in fiche.riches for text in inspect(fiche).attrs[key].history.added]
        if any(map(richtexte.images_of, said)):
            session.info.setdefault("illustrees", []).append(fiche)


@event.listens_for(Session, "before_commit")
def _keep_images(session: Session) -> None:
    """Once all is said: a fusion or a conversion may have given the record these very files."""
    session.flush()
    for fiche in dict.fromkeys(session.info.pop("illustrees", [])):
        if fiche in session:
            keep(fiche.porteur, set().union(*(richtexte.images_of(getattr(fiche, key)) for key in fiche.riches)))


def keep(porteur: tuple[str, int], shown: set[str]) -> None:
    """The images of a text become files of the record that bears it, whoever put them in a text first."""
    known = {piece.sha256 for piece in _of(shown) if (piece.sujet_type, piece.sujet_id) == porteur}
    for piece in _of(shown - known):
        if piece.sha256 in known:
            continue
        known.add(piece.sha256)
        if piece.sujet_type == DRAFT:
            piece.sujet_type, piece.sujet_id = porteur
        else:
            same = {name: getattr(piece, name) for name in ("nom", "type_mime", "taille", "sha256", "membre_id")}
            db.session.add(Piece(sujet_type=porteur[0], sujet_id=porteur[1], **same))


def readable(empreinte: str, membre: Membre) -> Piece | None:
    """The image of this name, when this member may read a record that bears it, or has just put it there."""
    for piece in _of({empreinte}):
        mine = (piece.sujet_type, piece.sujet_id) == (DRAFT, membre.id)
        if mine or (piece.sujet_type != DRAFT and membre.can(journal.model_of(piece.sujet_type).module)):
            return piece
    return None


def _of(empreintes: set[str]) -> list[Piece]:
    """Drafts first."""
    query = select(Piece).where(Piece.sha256.in_(empreintes), Piece.type_mime.startswith("image/"))
    query = query.where(Piece.supprime_le.is_(None)).order_by((Piece.sujet_type != DRAFT), Piece.id)
    return list(db.session.scalars(query)) if empreintes else []


def forget_due() -> None:
    forget(clock.now())


def forget(now: datetime) -> int:
    """Throw away the images of texts that nobody saved. Returns how many."""
    due = select(Piece).where(Piece.sujet_type == DRAFT, Piece.cree_le <= now - WAITS, Piece.supprime_le.is_(None))
    gone = list(db.session.scalars(due.limit(500)))
    for piece in gone:
        piece.trash(now)
    return len(gone)
