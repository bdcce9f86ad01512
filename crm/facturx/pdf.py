"""The Factur-X file: the readable PDF/A-3a and PDF/UA-1, carrying its own CII."""

from collections.abc import Callable

from crm.documents import rendu
from crm.documents.contenu import Contenu
from crm.documents.moteur import Joint

NOM, PROFIL = "factur-x.xml", "EN 16931"
FX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
PDFUA = "http://www.aiim.org/pdfua/ns/id/"
PROPRIETES = (
    ("DocumentFileName", "name of the embedded XML invoice file"),
    ("DocumentType", "INVOICE"),
    ("Version", "version of the Factur-X data"),
    ("ConformanceLevel", "profile of the Factur-X data"),
)


def pdf(contenu: Contenu, xml: bytes, fichier: Callable[[str], bytes] | None = None) -> bytes:
    """The same content and XML give the same bytes, the XML unchanged inside."""
    return rendu.pdf(contenu, fichier, Joint(NOM, xml, contenu.emise_le, rdf().encode()))


def rdf() -> str:
    """What the metadata say: a Factur-X invoice, an accessible document, and the schemas that define these words."""
    described = {"DocumentFileName": NOM, "DocumentType": "INVOICE", "Version": "1.0", "ConformanceLevel": PROFIL}
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, value in described.items())
    accessible = (("part", "Integer", "part of ISO 14289 this document conforms to"),)
    schemas = _schema("Factur-X PDFA Extension Schema", FX, "fx", [(n, "Text", d) for n, d in PROPRIETES])
    schemas += _schema("PDF/UA Universal Accessibility Schema", PDFUA, "pdfuaid", accessible, "internal")
    return (
        f'<rdf:Description rdf:about="" xmlns:fx="{FX}">{values}</rdf:Description>'
        f'<rdf:Description rdf:about="" xmlns:pdfuaid="{PDFUA}"><pdfuaid:part>1</pdfuaid:part></rdf:Description>'
        '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
        ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
        f"<pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    )


def _schema(name: str, uri: str, prefix: str, properties, category: str = "external") -> str:
    described = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{prop}</pdfaProperty:name>'
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        f"<pdfaProperty:category>{category}</pdfaProperty:category>"
        f"<pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>"
        for prop, kind, text in properties
    )
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{name}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{described}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
