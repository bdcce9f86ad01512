"""A list is put in order with the pointer, with its arrows, and with Alt and the arrow keys."""

import pytest
from playwright.sync_api import expect

from tests.fabrique import make_tiers

pytestmark = pytest.mark.navigateur


def heads(page) -> list[str]:
    return [text.strip() for text in page.locator("#liste thead th[scope=col]").all_inner_texts()]


def test_columns_are_put_in_order_by_keyboard_and_by_drag(ouvrir, lumen):
    with lumen():
        make_tiers()
    page = ouvrir("/clients")
    assert heads(page)[:3] == ["Nom", "Type", "Téléphone"]
    page.get_by_role("link", name="Choisir les colonnes").click()
    volet = page.locator("#volet")
    expect(volet).to_be_visible()
    volet.get_by_label("Téléphone", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#colonnes-dit")).to_have_text("Téléphone : position 1 sur 23.")
    expect(volet.get_by_label("Téléphone", exact=True)).to_be_focused()
    volet.get_by_role("button", name="Descendre Téléphone").press("Enter")
    expect(page.locator("#colonnes-dit")).to_have_text("Téléphone : position 2 sur 23.")
    grip = volet.locator("[data-nom=Responsable] [data-poignee]")
    target = volet.locator("[data-nom=Type]")
    grip.hover()
    page.mouse.down()
    box = target.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20, steps=8)
    page.mouse.move(box["x"] + 20, box["y"] + 4, steps=8)
    page.mouse.up()
    expect(page.locator("#colonnes-dit")).to_have_text("Responsable : position 1 sur 23.")
    volet.get_by_role("button", name="Enregistrer").click()
    expect(volet).to_be_hidden()
    assert heads(page)[:4] == ["Nom", "Responsable", "Type", "Téléphone"]
