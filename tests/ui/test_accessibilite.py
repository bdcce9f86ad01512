"""Every sample page: no axe violation, nothing wider than the screen."""

import pytest

from tests.accessibilite import ETROIT, violations

pytestmark = pytest.mark.navigateur
PAGES = [
    "/",
    "/tableau",
    "/liste",
    "/fiche",
    "/edition",
    "/papier",
    "/kanban",
    "/reglages",
    "/composants",
    "/nouveau",
    "/connexion",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_axe_violation(ouvrir, path):
    page = ouvrir(path)
    assert violations(page) == []
    page.set_viewport_size(ETROIT)
    assert violations(page) == []


def test_what_opens_above_the_page_has_no_axe_violation(ouvrir):
    page = ouvrir("/liste")
    page.keyboard.press("Control+k")
    page.get_by_role("option", name="Créer un prospect").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Ajouter un client").click()
    page.locator("#volet").get_by_label("Société").wait_for()
    page.get_by_role("button", name="Créer le prospect").click()
    page.get_by_text("2 champs sont à corriger").wait_for()
    assert violations(page) == []


def test_no_page_is_wider_than_the_screen(ouvrir):
    page = ouvrir("/")
    root, too_wide = page.url.rstrip("/"), {}
    for path in PAGES:
        page.goto(root + path)
        for largeur in (1280, 1024, 768, 390, 320):
            page.set_viewport_size({"width": largeur, "height": 900})
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > largeur:
                too_wide[f"{path} {largeur}"] = width
    assert too_wide == {}
