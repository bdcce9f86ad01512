"""The same frozen document in UBL 2.1, Invoice or CreditNote, for who reads no CII."""

from crm.documents.contenu import Contenu
from crm.facturx.cii import terms


def xml(contenu: Contenu) -> bytes:
    """The same content gives the same bytes."""
    from facturx import generate_xml

    return generate_xml(terms(contenu), flavor="ubl-2.1", level="en16931", check_xsd=False, check_schematron=False)
