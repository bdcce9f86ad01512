import pytest

from crm.reception import lire
from tests.fabrique import make_avoir, make_facture


@pytest.fixture
def emis(lumen) -> tuple[int, int, int]:
    with lumen():
        facture = make_facture(issued=True)
        return facture.id, make_avoir(facture).id, make_facture().id


@pytest.mark.parametrize(("rang", "racine"), [(0, b"<Invoice"), (1, b"<CreditNote")])
def test_an_issued_document_leaves_as_ubl_and_as_bare_cii(alice, emis, rang, racine):
    in_ubl = alice.get(f"/factures/{emis[rang]}/xml/ubl")
    assert racine in in_ubl.data.replace(b"ubl:", b"") and "-ubl.xml" in in_ubl.headers["Content-Disposition"]
    in_cii = alice.get(f"/factures/{emis[rang]}/xml/cii")
    assert lire(in_ubl.data).facture == lire(in_cii.data).facture


def test_the_card_offers_both(chloe, emis):
    for page in (f"/factures/{emis[0]}", f"/avoirs/{emis[1]}"):
        said = chloe.get(page).text
        assert "/xml/cii" in said and "/xml/ubl" in said
    assert "/xml/" not in chloe.get(f"/factures/{emis[2]}").text


def test_a_draft_and_an_unknown_syntax_have_none(alice, david, emis):
    assert alice.get(f"/factures/{emis[2]}/xml/ubl").status_code == 404
    assert alice.get(f"/factures/{emis[0]}/xml/edifact").status_code == 404
    assert david.get(f"/factures/{emis[0]}/xml/cii").status_code == 404
