"""Every sample page: no axe violation, nothing wider than the screen."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.navigateur
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
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
FORMATS = [(1440, 900, "clair"), (1440, 900, "sombre"), (390, 844, "clair"), (390, 844, "sombre")]


def violations(page) -> list[str]:
    page.add_script_tag(content=AXE.read_text())
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in result["violations"] for n in v["nodes"]]


@pytest.mark.parametrize(("largeur", "hauteur", "theme"), FORMATS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_axe_violation(ouvrir, path, largeur, hauteur, theme):
    page = ouvrir(path, largeur, hauteur, theme, bypass_csp=True)
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["clair", "sombre"])
def test_what_opens_above_the_page_has_no_axe_violation(ouvrir, theme):
    page = ouvrir("/liste", theme=theme, bypass_csp=True)
    page.keyboard.press("Control+k")
    page.get_by_role("option", name="Créer un prospect").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Ajouter un client").click()
    page.locator("#volet").get_by_label("Société").wait_for()
    page.get_by_role("button", name="Créer le prospect").click()
    page.get_by_text("2 champs sont à corriger").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("largeur", [320, 390, 768, 1024, 1280])
def test_no_page_is_wider_than_the_screen(ouvrir, largeur):
    page = ouvrir("/", largeur)
    too_wide = {}
    root = page.url.rstrip("/")
    for path in PAGES:
        page.goto(root + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > largeur:
            too_wide[path] = width
    assert too_wide == {}
