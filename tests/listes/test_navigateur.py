"""What is done at the screen, in a real browser: search while typing, select, label, undo, palette."""

import re

import pytest
from playwright.sync_api import expect

from tests.accessibilite import too_wide, violations

pytestmark = pytest.mark.navigateur


@pytest.fixture
def page(ouvrir, clients):
    """Bruno's screen, on the list of clients."""
    return ouvrir("/clients")


def rows(page):
    return page.locator("#liste tbody tr")


def test_typing_searches_and_keeps_the_focus(page):
    expect(rows(page)).to_have_count(7)
    page.keyboard.press("/")
    page.keyboard.type("ebenist", delay=40)
    expect(rows(page)).to_have_count(1)
    expect(page.locator("#q")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?q=ebenist$"))
    page.reload()
    expect(page.locator("#q")).to_have_value("ebenist")
    expect(rows(page)).to_have_count(1)


def test_filter_then_back_shows_the_whole_page(page):
    page.get_by_role("button", name="Ville").click()
    page.get_by_label("Commence par").fill("lyo")
    page.get_by_label("Commence par").press("Tab")
    expect(rows(page)).to_have_count(3)
    page.keyboard.press("Escape")
    page.go_back()
    expect(rows(page)).to_have_count(7)
    expect(page.get_by_role("heading", level=1)).to_have_text("Clients")


def test_selected_rows_are_labelled_then_undone(page):
    page.get_by_label("Sélectionner Zinguerie Azur").check()
    page.get_by_label("Sélectionner Élan Conseil").check()
    bar = page.get_by_role("toolbar", name="Actions sur la sélection")
    expect(bar).to_contain_text("2")
    bar.get_by_role("button", name="Étiqueter").click()
    page.get_by_label("Nouvelle étiquette").fill("Salon")
    page.locator("#volet").get_by_role("button", name="Étiqueter").click()
    expect(page.locator("#toasts")).to_contain_text("Étiquettes modifiées pour 2")
    expect(page.locator("#volet")).to_be_hidden()
    expect(page.locator("#liste").get_by_text("Salon", exact=True)).to_have_count(2)
    expect(bar).to_be_hidden()
    page.get_by_role("button", name="Annuler", exact=True).click()
    expect(page.locator("#liste").get_by_text("Salon", exact=True)).to_have_count(0)


def test_columns_and_views_are_kept(page):
    page.get_by_role("link", name="Choisir les colonnes").click()
    page.get_by_label("SIREN", exact=True).check()
    page.locator("#volet").get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("columnheader", name="SIREN")).to_be_visible()
    page.locator("#q").fill("lyon")
    expect(rows(page)).to_have_count(3)
    page.get_by_role("link", name="Enregistrer cette vue").click()
    page.get_by_label("Nom de la vue").fill("Lyonnais")
    page.locator("#volet").get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("link", name=re.compile("Lyonnais"))).to_have_attribute("aria-current", "page")
    expect(page.locator("#q")).to_have_value("lyon")


@pytest.mark.covers("B-126", "B-127")
def test_export_model_is_written_and_ordered_by_the_keyboard(page):
    page.get_by_role("link", name="Exporter", exact=True).click()
    panel = page.locator("#volet")
    panel.get_by_role("button", name="Enregistrer comme modèle").press("Enter")
    panel.get_by_label("Nom du modèle").fill("Adresses")
    for name in ("Type", "Téléphone"):
        panel.get_by_label(name, exact=True).uncheck()
    panel.get_by_label("Ville", exact=True).check()
    for _ in range(20):
        panel.get_by_label("Ville", exact=True).press("Alt+ArrowUp")
    expect(panel.locator("#colonnes-dit")).to_contain_text("Ville : position 1 sur")
    assert violations(page) == []
    panel.get_by_role("button", name="Enregistrer", exact=True).press("Enter")
    expect(panel.get_by_label("Modèle")).to_have_value(re.compile(r"\d"))
    expect(panel.locator("#export-colonnes")).to_have_text(re.compile("^Nom, Ville, Responsable"))
    assert violations(page) == []
    panel.get_by_label("Modèle").select_option("")
    expect(panel.locator("#export-colonnes")).to_have_text(re.compile("^Nom, Type, Téléphone"))


def test_exports_are_followed_to_their_page(page, work):
    page.get_by_role("link", name="Exporter", exact=True).click()
    page.get_by_label("Recevoir par e-mail").check()
    page.locator("#volet").get_by_role("button", name="Exporter", exact=True).click()
    expect(page.locator("#volet")).to_contain_text("Vous pouvez quitter cette page")
    work()
    expect(page.locator("#volet")).to_contain_text("Il part par e-mail à bruno@atelier-lumen.example.")
    page.goto(page.url.replace("/clients", "/exports"))
    expect(page.get_by_role("link", name=re.compile("^Télécharger clients-"))).to_be_visible()
    assert violations(page) == [] and too_wide(page) == []


def test_palette_finds_and_opens_with_the_keyboard(page):
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option", name="Créer un client")).to_be_visible()
    page.keyboard.type("zingerie", delay=30)
    option = page.get_by_role("option", name=re.compile("Zinguerie Azur"))
    expect(option).to_have_attribute("aria-selected", "true")
    page.locator("#palette input").fill("articles")
    expect(page.get_by_role("option", name="Articles")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/articles$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Articles")


def test_list_holds_on_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.reload()
    expect(rows(page)).to_have_count(7)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
