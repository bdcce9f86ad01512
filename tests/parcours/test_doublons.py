"""Somebody already known is told while a form is typed, with the keyboard alone."""

import os

import pytest
from playwright.sync_api import expect

from tests.accessibilite import too_wide, violations
from tests.fabrique import make_contact, make_devis, make_tiers

pytestmark = pytest.mark.navigateur
PHOTOS = os.environ.get("PHOTOS")


def photo(page, nom: str) -> None:
    if PHOTOS:
        page.screenshot(path=f"{PHOTOS}/{nom}.png")


@pytest.mark.parametrize(("theme", "largeur"), [("clair", 1440), ("sombre", 390)])
def test_a_client_typed_twice_is_told_and_nothing_typed_is_lost(lumen, ouvrir, theme, largeur):
    with lumen():
        known = make_tiers("Fromagerie d’Arbois", email="compta@arbois.example", telephone="+33384661250")
        make_contact(known, prenom="Apolline", nom="Vuillemin", email="compta@arbois.example")
    page = ouvrir("/clients/nouveau", largeur, 844, theme)
    page.get_by_label("Nom ou raison sociale").fill("Fromajerie d’Arbois")
    panel = page.locator("#semblables")
    expect(panel).to_contain_text("Fromagerie d’Arbois (client : nom proche)")
    page.get_by_label("Adresse e-mail").fill("compta@arbois.example")
    expect(panel).to_contain_text("même e-mail, nom proche")
    expect(panel).to_contain_text("Apolline Vuillemin (contact : même e-mail)")
    photo(page, f"semblables-{theme}-{largeur}")
    assert violations(page) == [] and too_wide(page) == []
    with page.context.expect_page() as opened:
        panel.get_by_role("link", name="Fromagerie d’Arbois").first.press("Enter")
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Fromagerie d’Arbois")
    expect(page.get_by_label("Nom ou raison sociale")).to_have_value("Fromajerie d’Arbois")
    page.get_by_label("Adresse e-mail").fill("autre@ailleurs.example")
    page.get_by_label("Nom ou raison sociale").fill("Verrerie Pélissier")
    expect(panel).to_be_empty()


@pytest.mark.parametrize(("theme", "largeur"), [("clair", 1440), ("sombre", 390)])
def test_two_cards_are_compared_merged_and_separated_again(lumen, ouvrir, theme, largeur):
    with lumen():
        kept = make_tiers(f"Verrerie Pélissier {theme}", siren=None, tva_intracom=None, telephone=None)
        other = make_tiers(f"Verrerie Pelissier {theme}", siren=None, tva_intracom=None, telephone="+33384661250")
        make_devis(other)
        ids = kept.id, other.id
    page = ouvrir(f"/clients/{ids[0]}", largeur, 844, theme)
    page.get_by_role("button", name="Autres actions").press("Enter")
    page.get_by_role("link", name="Fusionner avec…").press("Enter")
    panel = page.locator("#volet")
    photo(page, f"fusion-choix-{theme}-{largeur}")
    panel.get_by_role("link", name=f"Verrerie Pelissier {theme}").press("Enter")
    expect(panel).to_contain_text("1\xa0devis")
    photo(page, f"fusion-{theme}-{largeur}")
    assert violations(page) == []
    panel.get_by_role("button", name="Fusionner").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("est fusionné dans")
    expect(page.get_by_role("main")).to_contain_text("03 84 66 12 50")
    page.goto(page.url.replace(f"/clients/{ids[0]}", f"/clients/{ids[1]}"))
    expect(page.get_by_role("main")).to_contain_text("Fusionné dans")
    photo(page, f"fusionne-{theme}-{largeur}")
    assert violations(page) == [] and too_wide(page) == []
    page.get_by_role("button", name="Annuler la fusion").press("Enter")
    expect(page.get_by_role("main")).not_to_contain_text("Fusionné dans")
