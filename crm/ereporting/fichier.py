"""The XML of a report (flux 10), for the platform.

What rests on the public file of external specifications: one file per declarant (SIREN), role and period; transactions
and receipts apart; 10.1 and 10.3 in the first, 10.2 and 10.4 in the second; the type IN, or RE that replaces the
period; the date, currency, category (TLB1, TPS1, TNT1, TMA1), totals and subtotals per rate of a day; no number of
transactions, that became optional; nobody named in 10.3 and 10.4; receipts are never negative; an avoir names what it
corrects; the VAT numbers of the seller and of a buyer of the Union are there (annexe 7: G6.29, G8.01, G1.68, G1.16,
G1.32, G2.19, G2.33).

It holds by the schema of the external specifications 3.2 (`Sender` is who hands it over: the declarant). What several
implementations do not agree on, and no schema tells, is the code of VAT due by débits.
"""

from datetime import date, datetime
from decimal import Decimal

from lxml import etree

from crm.clock import PARIS
from crm.ereporting.contenus import FactureDite, Journee, Rapport, Recu
from crm.ereporting.periodes import TRANSACTIONS

VENDEUR, SIREN, EUR, FRANCE, DEBITS = "SE", "0002", "EUR", "FR", "5"
PROFIL = "urn.cpro.gouv.fr:1p0:ereporting"


def write(rapport: Rapport, *, id: str, type: str, siren: str, nom: str, moment: datetime) -> bytes:
    """`type`: IN, or RE to replace what was said of the period. The same arguments give the same bytes."""
    root = etree.Element("Report")
    document = _add(root, "ReportDocument")
    _add(document, "Id", id)
    _add(_add(document, "IssueDateTime"), "DateTimeString", f"{moment.astimezone(PARIS):%Y%m%d%H%M%S}")
    _add(document, "TypeCode", type)
    for party in ("Sender", "Issuer"):
        node = _add(document, party)
        _add(node, "Id", siren, schemeId=SIREN)
        _add(node, "Name", nom)
        _add(node, "RoleCode", VENDEUR)
    body = _add(root, "TransactionsReport" if rapport.genre == TRANSACTIONS else "PaymentsReport")
    period = _add(body, "ReportPeriod")
    _add(period, "StartDate", _day(rapport.debut))
    _add(period, "EndDate", _day(rapport.fin))
    for facture in rapport.factures:
        _facture(_add(body, "Invoice"), facture, siren)
    for journee in rapport.journees:
        _journee(_add(body, "Transactions"), journee)
    for recu in sorted(rapport.recus, key=lambda recu: not recu.numero):
        _recu(_add(body, "Invoice" if recu.numero else "Transactions"), recu)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _facture(node, facture: FactureDite, siren: str) -> None:
    _add(node, "ID", facture.numero)
    _add(node, "IssueDate", _day(facture.le))
    _add(node, "TypeCode", facture.type)
    _add(node, "CurrencyCode", EUR)
    process = _add(node, "BusinessProcess")
    _add(process, "ID", facture.cadre)
    _add(process, "TypeID", PROFIL)
    for old in facture.anterieures:
        reference = _add(node, "ReferencedDocument")
        _add(reference, "ID", old.numero)
        _add(reference, "IssueDate", _day(old.le))
    _party(_add(node, "Seller"), siren, SIREN, facture.tva_vendeur, FRANCE)
    _party(_add(node, "Buyer"), facture.client, facture.schema, facture.tva_client, facture.pays)
    total = _add(node, "MonetaryTotal")
    _add(total, "TaxExclusiveAmount", _amount(facture.ht))
    _add(total, "TaxAmount", _amount(facture.tva), CurrencyCode=EUR)
    for row in facture.sous_totaux:
        part = _add(node, "TaxSubTotal")
        _add(part, "TaxableAmount", _amount(row.base))
        _add(part, "TaxAmount", _amount(row.tva))
        category = _add(part, "TaxCategory")
        _add(category, "Code", row.code)
        _add(category, "Percent", _amount(row.taux))
        if row.motif:
            _add(category, "TaxExemptionReason", row.motif)
        if row.motif_code:
            _add(category, "TaxExemptionReasonCode", row.motif_code)


def _party(node, id: str, schema: str, tva: str, pays: str) -> None:
    _add(node, "CompanyId", id, schemeId=schema)
    if tva:
        _add(node, "TaxRegistrationId", tva, qualifyingId="VAT")
    _add(_add(node, "PostalAddress"), "CountryId", pays)


def _journee(node, journee: Journee) -> None:
    _add(node, "Date", _day(journee.le))
    _add(node, "TransactionsCurrency", EUR)
    if journee.option_debits:
        _add(node, "TaxDueDateTypeCode", DEBITS)
    _add(node, "CategoryCode", journee.categorie)
    _add(node, "TaxExclusiveAmount", _amount(journee.ht))
    _add(node, "TaxTotal", _amount(journee.tva))
    for row in journee.sous_totaux:
        part = _add(node, "TaxSubtotal")
        _add(part, "TaxPercent", _amount(row.taux))
        _add(part, "TaxableAmount", _amount(row.base))
        _add(part, "TaxTotal", _amount(row.tva))


def _recu(node, recu: Recu) -> None:
    if recu.numero:
        _add(node, "InvoiceID", recu.numero)
        _add(node, "IssueDate", _day(recu.facture_le))
    payment = _add(node, "Payment")
    _add(payment, "Date", _day(recu.le))
    part = _add(payment, "SubTotals")
    _add(part, "TaxPercent", _amount(recu.taux))
    _add(part, "CurrencyCode", EUR)
    _add(part, "Amount", _amount(recu.montant))


def _amount(value: Decimal) -> str:
    return f"{value:.2f}"


def _day(value: date) -> str:
    return f"{value:%Y%m%d}"


def _add(node, name: str, text: str | None = None, **attributes: str):
    child = etree.SubElement(node, name, attributes)
    child.text = text
    return child
