"""The lifecycle message CDAR (UN/CEFACT CrossDomainAcknowledgementAndResponse), read and written.

Read by the local names alone, since platforms differ in what surrounds them. Written with the terms open
implementations of flux 6 agree on; to be validated with the schemas of the platform chosen.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from lxml import etree

from crm.clock import PARIS
from crm.plateforme.statuts import etat
from crm.reception import FichierRefuse
from crm.reception.xml import parse

BASE = "urn:un:unece:uncefact:data:standard"
RSM = f"{BASE}:CrossDomainAcknowledgementAndResponse:100"
RAM = f"{BASE}:ReusableAggregateBusinessInformationEntity:100"
UDT = f"{BASE}:UnqualifiedDataType:100"
QDT = f"{BASE}:QualifiedDataType:100"
SPACES = {"rsm": RSM, "ram": RAM, "udt": UDT, "qdt": QDT}
SIREN, RECU_TTC = "0002", "MEN"
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


@dataclass(frozen=True, kw_only=True)
class StatutDit:
    """What we say of our own invoice. `montants`: rate of VAT → amount received with tax."""

    id: str
    numero: str
    type_facture: str
    emise_le: date
    siren: str
    code: str
    moment: datetime
    montants: dict[Decimal, Decimal]


def read(contenu: bytes) -> StatutLu | None:
    """The status a message carries; None when it is not one."""
    try:
        root = parse(contenu)
    except FichierRefuse:
        return None
    about = next(iter(_all(root, REFERENCE)), None)
    moment = _moment(_text(root, "ExchangedDocument", "IssueDateTime", "DateTimeString"))
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


def write(statut: StatutDit) -> bytes:
    """The same status gives the same bytes."""
    root = etree.Element(f"{{{RSM}}}CrossDomainAcknowledgementAndResponse", nsmap=SPACES)
    document = _add(root, "rsm:ExchangedDocument")
    _add(document, "ram:ID", statut.id)
    _datetime(document, statut.moment)
    for role in ("Sender", "Issuer"):
        _party(document, f"ram:{role}TradeParty", statut.siren)
    said = _add(root, "rsm:AcknowledgementDocument")
    _add(_add(said, "ram:MultipleReferencesIndicator"), "udt:Indicator", "false")
    _add(said, "ram:TypeCode", "23")
    _datetime(said, statut.moment)
    _reference(_add(said, f"ram:{REFERENCE}"), statut)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _reference(about, statut: StatutDit) -> None:
    _add(about, "ram:IssuerAssignedID", statut.numero)
    _add(about, "ram:TypeCode", statut.type_facture)
    issued = _add(about, "ram:FormattedIssueDateTime")
    _add(issued, "qdt:DateTimeString", f"{statut.emise_le:%Y%m%d}", format="102")
    _add(about, "ram:ProcessConditionCode", statut.code)
    _add(about, "ram:ProcessCondition", etat(statut.code).libelle)
    _party(about, "ram:IssuerTradeParty", statut.siren)
    status = _add(about, "ram:SpecifiedDocumentStatus")
    for taux, montant in statut.montants.items():
        row = _add(status, "ram:SpecifiedDocumentCharacteristic")
        _add(row, "ram:TypeCode", RECU_TTC)
        _add(row, "ram:ValuePercent", f"{taux:.2f}")
        _add(row, "ram:ValueAmount", f"{montant:.2f}", currencyID="EUR")


def _party(node, name: str, siren: str) -> None:
    _add(_add(node, name), "ram:GlobalID", siren, schemeID=SIREN)


def _datetime(node, moment: datetime) -> None:
    local = moment.astimezone(PARIS)
    _add(_add(node, "ram:IssueDateTime"), "udt:DateTimeString", f"{local:%Y%m%d%H%M%S}", format="204")


def _add(node, name: str, text: str | None = None, **attributes: str):
    prefix, _, local = name.partition(":")
    child = etree.SubElement(node, f"{{{SPACES[prefix]}}}{local}", attributes)
    child.text = text
    return child
