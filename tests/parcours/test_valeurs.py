"""A value added from its field with the keyboard alone, while a form is being filled."""

import os

import pytest
from playwright.sync_api import expect

from tests.accessibilite import violations
from tests.fabrique import make_piste

pytestmark = pytest.mark.navigateur
PHOTOS = os.environ.get("PHOTOS")


def photo(page, nom: str) -> None:
    if PHOTOS:
        page.screenshot(path=f"{PHOTOS}/{nom}.png")


@pytest.mark.covers("D-022", "D-025")
def test_a_function_is_added_without_leaving_the_form(ouvrir):
    page = ouvrir("/prospects/nouveau")
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


@pytest.mark.covers("D-025")
def test_enter_typed_before_the_answer_goes_by_the_last_letters(ouvrir):
    page = ouvrir("/prospects/nouveau")
    page.route("**/semblables*", lambda route: (page.wait_for_timeout(500), route.continue_()))
    fonction = page.locator("select[name=fonction]")
    for typed in ("Cheffe d’équipe de nuit", "Gardienne de phare"):
        page.get_by_role("button", name="Nouvelle fonction").click()
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(fonction).to_have_value(typed)


@pytest.mark.covers("D-101", "D-102")
def test_a_range_of_a_group_is_chosen_with_shift_and_updated(ouvrir, lumen):
    with lumen():
        for rang in range(6):
            make_piste(entreprise=f"Atelier {rang}", secteur="Industrie" if rang % 2 else None)
    page = ouvrir("/prospects?groupe=secteur&q=atelier")
    boxes = page.locator(".ui-case-ligne")
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator("[data-lot-compte]")).to_have_text("3")
    assert len({one.evaluate("row => getComputedStyle(row.closest('tr').cells[0]).backgroundColor")
                for one in (boxes.nth(1), boxes.nth(3))}) == 2  # fmt: skip
    photo(page, "valeurs-groupes")
    assert violations(page, shell=False) == []
    page.get_by_role("button", name="Mise à jour en masse").click()
    page.get_by_label("Champ", exact=True).select_option(label="Catégorie")
    page.get_by_label("Nouvelle valeur").select_option("PME")
    photo(page, "valeurs-masse")
    page.get_by_role("button", name="Mise à jour", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Catégorie modifié pour 3")
