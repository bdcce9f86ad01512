"""From the files a supplier sent to a payment, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.casting import inside
from tests.depenses.fournisseur import recue, xml
from tests.fabrique import identify
from tests.reception.test_echantillons import contenu

pytestmark = pytest.mark.navigateur


@pytest.fixture(scope="module")
def bonne(app) -> bytes:
    with inside(app, "atelier-lumen"):
        identify()
        return xml(numero="NAV-1")


def test_files_are_received_then_one_is_approved_and_paid(ouvrir, work, bonne):
    page = ouvrir("/depenses")
    page.get_by_role("link", name="Recevoir des factures").click()
    depot = page.locator("input[type=file]")
    depot.set_input_files(
        [
            {"name": "papeterie.xml", "mimeType": "text/xml", "buffer": bonne},
            {"name": "fausse.pdf", "mimeType": "application/pdf", "buffer": contenu("CALC-003")},
        ]
    )
    expect(page.get_by_text("Lecture…")).to_have_count(2)
    work()
    expect(page.get_by_text("Importée", exact=True)).to_be_visible()
    expect(page.get_by_text("BR-CO-14")).to_be_visible()
    page.get_by_role("link", name="Papeterie du Rhône NAV-1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("NAV-1")
    page.get_by_role("button", name="Prendre en charge").click()
    page.get_by_role("button", name="Approuver").click()
    page.get_by_role("link", name="Marquer payée").click()
    page.get_by_label("Commentaire").fill("Virement du 20")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Virement du 20")).to_be_visible()
    expect(page.locator(".ui-fiche-lateral").get_by_text("Paiement transmis")).to_be_visible()


def test_a_refusal_is_written_in_the_side_panel(ouvrir, app, bonne):
    with inside(app, "atelier-lumen"):
        depense_id = recue(numero="NAV-2").depense.id
    page = ouvrir(f"/depenses/{depense_id}")
    page.get_by_role("link", name="Refuser").click()
    page.get_by_role("button", name="Refuser").click()
    expect(page.get_by_text("Expliquez le refus au fournisseur.").first).to_be_visible()
    page.get_by_label("Motif").select_option("CMD_ERR")
    page.get_by_label("Commentaire").fill("Rien n’a été commandé.")
    page.get_by_role("button", name="Refuser").click()
    expect(page.get_by_text("Rien n’a été commandé.")).to_be_visible()
