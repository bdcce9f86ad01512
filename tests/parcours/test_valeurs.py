"""A value added from its field with the keyboard alone, while a form is being filled."""

import os

import pytest
from playwright.sync_api import expect

from tests.accessibilite import violations

pytestmark = pytest.mark.navigateur
PHOTOS = os.environ.get("PHOTOS")


def photo(page, nom: str) -> None:
    if PHOTOS:
        page.screenshot(path=f"{PHOTOS}/{nom}.png")


@pytest.mark.covers("D-022", "D-025")
def test_a_function_is_added_without_leaving_the_form(ouvrir):
    page = ouvrir("/prospects/nouveau", bypass_csp=True)
    page.get_by_label("Entreprise").fill("Ateliers Morvan")
    fonction = page.locator("select[name=fonction]")
    fonction.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Responsable achats")
    expect(page.locator("#fonction-ajout")).to_contain_text("« Responsable des achats »")
    photo(page, "valeurs-proche")
    assert violations(page, shell=False) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Choisir celle-ci : Responsable des achats")).to_be_focused()
    page.keyboard.press("Enter")
    expect(fonction).to_have_value("Responsable des achats")
    expect(fonction).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Cheffe de chantier")
    page.keyboard.press("Enter")
    expect(fonction).to_have_value("Cheffe de chantier")
    expect(page.get_by_label("Entreprise")).to_have_value("Ateliers Morvan")
    page.get_by_role("button", name="Ajouter le prospect").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ateliers Morvan")
