"""« Conformité » and « Numérotation » in a browser: the check is followed on its page, the example while typing."""

import pytest
from playwright.sync_api import expect

from tests.fabrique import make_facture
from tests.fenetres import ALICE

pytestmark = pytest.mark.navigateur


def test_the_check_is_followed_where_it_was_asked(ouvrir, lumen, work):
    with lumen():
        make_facture(issued=True)
    page = ouvrir("/configuration/conformite", email=ALICE)
    page.get_by_role("button", name="Vérifier maintenant").click()
    expect(page.get_by_role("progressbar", name="Vérification de l’intégrité")).to_be_visible()
    work()
    expect(page.get_by_text("tout est intact, aucun numéro ne manque.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("par Alice Moreau : 5 chaînes")).to_be_visible()


def test_the_next_number_follows_the_form_as_it_is_typed(ouvrir):
    page = ouvrir("/configuration/numerotation", email=ALICE, largeur=390)
    forme = page.locator("#avoir-motif")
    forme.fill("A{annee}/{numero:03d}")
    expect(page.locator("#exemple-avoir")).to_contain_text("/001")
    forme.fill("A {annee}")
    expect(page.locator("#exemple-avoir")).to_contain_text("corrigez-la")
