"""What we say of an invoice: the lifecycle message CDAR (flux 6), by the schema D22B and the rules BR-FR-CDV.

MDT and MDG name its terms. What platforms say to each other is left to them: the administration as a recipient.
"""

import base64
import mimetypes
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lxml import etree

from crm.clock import PARIS
from crm.plateforme.statuts import MOTIFS, etat

BASE = "urn:un:unece:uncefact:data:standard"
RSM = f"{BASE}:CrossDomainAcknowledgementAndResponse:100"
RAM = f"{BASE}:ReusableAggregateBusinessInformationEntity:100"
UDT = f"{BASE}:UnqualifiedDataType:100"
QDT = f"{BASE}:QualifiedDataType:100"
SPACES = {"rsm": RSM, "ram": RAM, "udt": UDT, "qdt": QDT}
VENDEUR, ACHETEUR = "SE", "BY"
SIREN, ANNUAIRE, RECU_TTC, TRAITEMENT = "0002", "0225", "MEN", "23"
CADRE, PROFIL = "REGULATED", "urn.cpro.gouv.fr:1p0:CDV:invoice"


@dataclass(frozen=True, kw_only=True)
class Acteur:
    """`role`: VENDEUR or ACHETEUR; `adresse`: where statuses reach them."""

    role: str
    siren: str
    nom: str
    adresse: str


@dataclass(frozen=True, kw_only=True)
class StatutDit:
    """`moi` says it to `autre`. `montants`: rate of VAT → amount received with tax; `pieces`: (name, bytes)."""

    id: str
    numero: str
    type_facture: str
    emise_le: date
    moi: Acteur
    autre: Acteur
    code: str
    moment: datetime
    motif: str = ""
    commentaire: str = ""
    montants: tuple[tuple[Decimal, Decimal], ...] = ()
    pieces: tuple[tuple[str, bytes], ...] = ()

    @property
    def vendeur(self) -> Acteur:
        return self.moi if self.moi.role == VENDEUR else self.autre


def write(statut: StatutDit) -> bytes:
    """The same status gives the same bytes."""
    root = etree.Element(f"{{{RSM}}}CrossDomainAcknowledgementAndResponse", nsmap=SPACES)
    context = _add(root, "rsm:ExchangedDocumentContext")
    _add(_add(context, "ram:BusinessProcessSpecifiedDocumentContextParameter"), "ram:ID", CADRE)
    _add(_add(context, "ram:GuidelineSpecifiedDocumentContextParameter"), "ram:ID", PROFIL)
    document = _add(root, "rsm:ExchangedDocument")
    _add(document, "ram:ID", statut.id)
    _moment(document, statut.moment)
    _add(_add(document, "ram:SenderTradeParty"), "ram:RoleCode", statut.moi.role)
    _party(document, "ram:IssuerTradeParty", statut.moi)
    recipient = _party(document, "ram:RecipientTradeParty", statut.autre)
    _add(_add(recipient, "ram:URIUniversalCommunication"), "ram:URIID", statut.autre.adresse, schemeID=ANNUAIRE)
    said = _add(root, "rsm:AcknowledgementDocument")
    _add(_add(said, "ram:MultipleReferencesIndicator"), "udt:Indicator", "false")
    _add(said, "ram:TypeCode", TRAITEMENT)
    _moment(said, statut.moment)
    _reference(_add(said, "ram:ReferenceReferencedDocument"), statut)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _reference(about, statut: StatutDit) -> None:
    """MDG-31: the invoice, and what becomes of it."""
    _add(about, "ram:IssuerAssignedID", statut.numero)
    _add(about, "ram:TypeCode", statut.type_facture)
    for nom, contenu in statut.pieces:
        media = mimetypes.guess_type(nom)[0] or "application/octet-stream"
        _add(about, "ram:AttachmentBinaryObject", base64.b64encode(contenu).decode(), mimeCode=media, filename=nom)
    issued = _add(about, "ram:FormattedIssueDateTime")
    _add(issued, "qdt:DateTimeString", f"{statut.emise_le:%Y%m%d}", format="102")
    _add(about, "ram:ProcessConditionCode", statut.code)
    _add(about, "ram:ProcessCondition", etat(statut.code).libelle)
    _add(_add(about, "ram:IssuerTradeParty"), "ram:GlobalID", statut.vendeur.siren, schemeID=SIREN)
    if statut.motif or statut.commentaire or statut.montants:
        _status(_add(about, "ram:SpecifiedDocumentStatus"), statut)


def _status(status, statut: StatutDit) -> None:
    """MDG-37: why, and how much."""
    if statut.motif:
        _add(status, "ram:ReasonCode", statut.motif)
        _add(status, "ram:Reason", MOTIFS[statut.motif])
    _add(status, "ram:SequenceNumeric", "1")
    if statut.commentaire:
        _add(_add(status, "ram:IncludedNote"), "ram:Content", statut.commentaire)
    for taux, montant in statut.montants:
        row = _add(status, "ram:SpecifiedDocumentCharacteristic")
        _add(row, "ram:TypeCode", RECU_TTC)
        _add(row, "ram:ValueAmount", f"{montant:.2f}", currencyID="EUR")
        _add(row, "ram:ValuePercent", f"{taux:.2f}")


def _party(node, name: str, acteur: Acteur):
    party = _add(node, name)
    _add(party, "ram:GlobalID", acteur.siren, schemeID=SIREN)
    _add(party, "ram:Name", acteur.nom)
    _add(party, "ram:RoleCode", acteur.role)
    return party


def _moment(node, moment: datetime) -> None:
    local = moment.astimezone(PARIS)
    _add(_add(node, "ram:IssueDateTime"), "udt:DateTimeString", f"{local:%Y%m%d%H%M%S}", format="204")


def _add(node, name: str, text: str | None = None, **attributes: str):
    prefix, _, local = name.partition(":")
    child = etree.SubElement(node, f"{{{SPACES[prefix]}}}{local}", attributes)
    child.text = text
    return child
