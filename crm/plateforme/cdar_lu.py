"""A lifecycle message CDAR (flux 6) of a platform, read by its local names: what surrounds them differs."""

from dataclasses import dataclass
from datetime import UTC, datetime

from crm.clock import PARIS
from crm.plateforme.statuts import etat
from crm.reception import FichierRefuse
from crm.reception.xml import parse

REFERENCE = "ReferenceReferencedDocument"
FORMATS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


@dataclass(frozen=True)
class StatutLu:
    numero: str
    code: str
    libelle: str
    motif: str
    commentaire: str
    moment: datetime


def read(contenu: bytes) -> StatutLu | None:
    """The status a message carries; None when it is not one."""
    try:
        root = parse(contenu)
    except FichierRefuse:
        return None
    about = next(iter(_all(root, REFERENCE)), None)
    dates = [
        _text(root, name, "IssueDateTime", "DateTimeString")
        for name in ("AcknowledgementDocument", "ExchangedDocument")
    ]
    moment = next((found for found in map(_moment, dates) if found), None)
    if about is None or moment is None or not (code := _text(about, "ProcessConditionCode")):
        return None
    why = next(iter(_all(about, "SpecifiedDocumentStatus")), about)
    return StatutLu(
        numero=_text(about, "IssuerAssignedID"),
        code=code[:20],
        libelle=_text(about, "ProcessCondition") or etat(code).libelle,
        motif=_text(why, "ReasonCode"),
        commentaire=" ".join(dict.fromkeys(x for x in (_text(why, "Reason"), _text(why, "Content")) if x)),
        moment=moment,
    )


def _all(node, name: str) -> list:
    return node.xpath(f".//*[local-name()='{name}']")


def _text(node, *names: str) -> str:
    """The text of the first element found by this path of names; nothing when there is none."""
    path = "".join(f"//*[local-name()='{name}']" for name in names)
    return " ".join(node.xpath(f"string((.{path})[1])").split())


def _moment(said: str) -> datetime | None:
    """Format 204, in Paris as platforms write it, or ISO 8601."""
    try:
        if said.isdigit() and len(said) in FORMATS:
            return datetime.strptime(said, FORMATS[len(said)]).replace(tzinfo=PARIS).astimezone(UTC)
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
