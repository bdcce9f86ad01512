"""What we say to the platform holds by the official schema (CDAR D22B) and the rules BR-FR-CDV of France_RFE 1.4."""

import functools
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree

from crm.depenses.statuts import MOTIFS_DE
from crm.plateforme import cdar_lu
from crm.plateforme.cdar_dit import ACHETEUR, VENDEUR, Acteur, StatutDit, write
from tests.fabrique import D

ICI = Path(__file__).parent / "cdar"
NOUS = Acteur(role=VENDEUR, siren="732829320", nom="Atelier Lumen", adresse="732829320_STATUTS")
EUX = Acteur(role=ACHETEUR, siren="443121975", nom="Bâti Rhône & fils", adresse="443121975")
FACTURE = {
    "id": "0198f0c2-0000-7000-8000-000000000001",
    "numero": "FA-2026-00001",
    "type_facture": "380",
    "emise_le": date(2026, 11, 20),
    "moment": datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
}


@functools.cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(file=str(ICI / "CrossDomainAcknowledgementAndResponse_100pD22B.xsd"))


@functools.cache
def rules():
    import saxonche

    processor = saxonche.PySaxonProcessor(license=False)
    stylesheet = str(ICI / "BR-FR-CDV-Schematron-CDAR.xslt")
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)


def wrongs(xml: bytes) -> list[str]:
    """All that the official rules say against a message."""
    schema().validate(etree.fromstring(xml))
    if said := [error.message for error in schema().error_log]:
        return said
    processor, compiled = rules()
    report = compiled.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
    failed = etree.fromstring(report.encode()).iterfind(".//{http://purl.oclc.org/dsdl/svrl}failed-assert")
    return [" ".join("".join(one.itertext()).split()) for one in failed]


def said(code: str, *, moi: Acteur = NOUS, autre: Acteur = EUX, **values) -> bytes:
    return write(StatutDit(**FACTURE, code=code, moi=moi, autre=autre, **values))


@pytest.mark.parametrize("montants", [((D(20), D("100")),), ((D(20), D("500.00")), (D("5.5"), D("-12.34")))])
def test_receipts_hold(montants):
    assert wrongs(said("212", montants=montants)) == []


def test_an_answer_with_its_files_holds():
    assert wrongs(said("209", commentaire="Le bon de commande", pieces=(("bon.pdf", b"%PDF-1.7"),))) == []


@pytest.mark.parametrize("code", ["204", "205", "211"])
def test_what_a_buyer_says_holds(code):
    assert wrongs(said(code, moi=EUX, autre=NOUS)) == []


@pytest.mark.parametrize(("code", "motif"), [(str(code), motif) for code in MOTIFS_DE for motif in MOTIFS_DE[code]])
def test_every_reason_a_buyer_may_give_holds(code, motif):
    assert wrongs(said(code, moi=EUX, autre=NOUS, motif=motif, commentaire="Voyez")) == []


def test_the_rules_do_refuse():
    assert any("CDV-CL-09" in one for one in wrongs(said("210", moi=EUX, autre=NOUS, motif="QTE_ERR")))
    assert any("CDV-14" in one for one in wrongs(said("212")))


def test_what_is_said_is_read_back():
    lu = cdar_lu.read(said("207", moi=EUX, autre=NOUS, motif="PU_ERR", commentaire="45 € convenus"))
    assert (lu.numero, lu.code, lu.motif) == ("FA-2026-00001", "207", "PU_ERR")
    assert "45 € convenus" in lu.commentaire and lu.moment == FACTURE["moment"]
