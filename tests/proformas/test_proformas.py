"""A pro forma is a record of its own series, without value in accounts: never an invoice."""

import pytest

from crm.errors import RegleMetier
from crm.factures import Facture
from crm.numerotation import Serie
from crm.proformas import Proforma, proformas_of
from tenants import db, storage
from tests.fabrique import MIDI, D, identify, make_devis, make_facture, moi

JOUR = MIDI.date()


def proforma(document):
    return Proforma.of(document, JOUR, MIDI, moi())


@pytest.mark.parametrize("make", [make_devis, make_facture])
def test_it_has_its_own_number_and_says_what_it_is(essai, make):
    document = make()
    last = Serie.last("facture")
    before = last.dernier if last else 0
    made = proforma(document)
    assert made.numero.startswith("PF-2026-") and made.fige["nature"] == "proforma"
    assert made.fige["mentions"][0].startswith("Document sans valeur comptable")
    assert made.total_ttc == document.total_ttc == D(1200) and made.fige["signature"] is None
    assert proformas_of(document) == [made] and document.is_brouillon
    last = Serie.last("facture")
    assert (last.dernier if last else 0) == before


def test_each_one_is_kept_as_it_was(essai):
    devis = make_devis()
    first = proforma(devis)
    devis.write_remise(pourcent=D(10))
    second = proforma(devis)
    assert [one.total_ttc for one in proformas_of(devis)] == [D(1080), D(1200)] and first.numero < second.numero


def test_an_issued_facture_has_no_pro_forma(essai):
    with pytest.raises(RegleMetier, match="ne se modifie plus"):
        proforma(make_facture(issued=True))
    empty = make_facture()
    empty.write_lignes([])
    with pytest.raises(RegleMetier, match="Aucune ligne"):
        proforma(empty)


def test_its_facture_is_issued_afterwards_as_any_other(essai):
    facture = make_facture()
    proforma(facture)
    facture.issue(JOUR, MIDI, moi())
    assert facture.numero.startswith("FA-") and "PF-" not in facture.cii
    assert Facture.verify_chain() is None


def test_on_screen_to_its_pdf(bruno, chloe, david, lumen, work):
    with lumen():
        identify()
        devis, facture = make_devis(envoye=True).id, make_facture().id
    for path in (f"/devis/{devis}", f"/factures/{facture}"):
        assert "Facture pro forma" in bruno.get(path).text
        assert bruno.post(f"{path}/proformas", {"envoi": "x"}).status_code == 303
        assert bruno.post(f"{path}/proformas", {"envoi": "x"}).status_code == 303
        assert bruno.get(path).text.count("PDF en préparation") >= 1
        assert chloe.post(f"{path}/proformas").status_code == 403
        assert david.post(f"{path}/proformas").status_code == 404
    work()
    with lumen():
        found = db.session.query(Proforma).order_by(Proforma.id.desc()).limit(2).all()
        assert {one.devis_id or one.facture_id for one in found} == {devis, facture}
        assert all(storage.get(one.pdf_sha256).startswith(b"%PDF") for one in found)
        [pdf] = [f"/devis/{devis}/proformas/{one.id}/pdf" for one in found if one.devis_id]
    assert chloe.get(pdf).data.startswith(b"%PDF")
    assert chloe.get(pdf.replace(f"/devis/{devis}", f"/factures/{facture}")).status_code == 404
