"""The files that leave: the CII inside unchanged, the same bytes each time, nothing rendered that breaks a rule."""

import io

import pytest
from pypdf import PdfReader

from crm import facturx, formats
from crm.documents.contenu import Contenu
from crm.errors import RegleMetier
from tests.fabrique import ligne, make_facture
from tests.facturx.cas import CAS


def rendered(nom: str) -> tuple[bytes, str, dict]:
    document = CAS[nom]()
    return facturx.render(document.fige, document.cii), document.cii, document.fige


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
