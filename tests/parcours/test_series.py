"""A second series of factures in a real browser: opened in its panel, chosen by a draft, then closed."""

import pytest
from playwright.sync_api import expect

from crm.clock import today
from tests.accessibilite import too_wide, violations
from tests.casting import inside
from tests.fabrique import identify, ligne, make_facture, make_tiers
from tests.fenetres import ALICE

pytestmark = pytest.mark.navigateur


def test_opened_chosen_then_closed(ouvrir, app):
    with inside(app, "atelier-lumen"):
        identify()
        draft = make_facture(make_tiers("Boulangerie Sorel"), lignes=[ligne()]).id
    page = ouvrir("/configuration/numerotation", email=ALICE)
    root = page.url.removesuffix("/configuration/numerotation")
    page.get_by_role("link", name="Ouvrir une série").click()
    panel = page.locator("#volet")
    panel.get_by_label("Nom", exact=True).fill("Boutique")
    panel.get_by_label("Forme des numéros").fill("FA-{annee}-{numero}")
    panel.get_by_label("Ce qui la justifie").fill("Vente au comptoir")
    panel.get_by_role("button", name="Ouvrir la série").click()
    expect(panel.get_by_role("alert")).to_contain_text("écrit déjà FA-")
    panel.get_by_label("Forme des numéros").fill("FB-{annee}-{numero:05d}")
    panel.get_by_role("button", name="Ouvrir la série").click()
    expect(page.locator("main").get_by_role("heading", name="Factures, Boutique")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{root}/factures/{draft}/modification")
    with page.expect_response("**/factures/brouillon"):
        page.get_by_label("Série de numéros").select_option("Factures, Boutique")
    page.get_by_role("button", name="Émettre la facture").click()
    page.locator("[data-confirmer-oui]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"FB-{today().year}-00001")
    page.goto(f"{root}/configuration/numerotation")
    page.get_by_role("button", name="Actions sur Factures, Boutique").click()
    page.get_by_text("Fermer la série").click()
    panel.get_by_label("Raison").fill("Fin du bail")
    panel.get_by_role("button", name="Fermer la série").click()
    expect(page.get_by_text("Fermée le")).to_be_visible()
    assert violations(page) + too_wide(page) == []
