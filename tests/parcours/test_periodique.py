"""A facture périodique in a real browser: devis ticked in the list, a day changed, issued, and the file is right."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from crm.clock import now, today
from crm.factures import Facture
from crm.facturx.regles import ecarts
from tenants import db
from tests.accessibilite import ETROIT, too_wide, violations
from tests.casting import inside
from tests.fabrique import identify, ligne, make_devis, make_tiers, moi

pytestmark = pytest.mark.navigateur
LIVRET = ligne("Livret imprimé", "24", "12.5", "5.5", nature="bien")


@pytest.fixture
def client(app) -> int:
    """A client with three accepted devis."""
    with inside(app, "atelier-lumen"):
        identify()
        tiers = make_tiers("Boulangerie Sorel", delai_paiement=30)
        for objet, lignes in {
            "Vitrine": [ligne()],
            "Livrets": [LIVRET],
            "Enseigne": [ligne("Enseigne", "1", "890")],
        }.items():
            devis = make_devis(tiers, objet=objet, lignes=lignes)
            devis.finalise(today(), now(), moi())
            devis.accept(today(), "Odile Sorel", moi())
        return tiers.id


def test_from_the_list_to_a_validated_file(ouvrir, client, app, work):
    page = ouvrir("/devis?vue=a_facturer")
    for box in page.locator("tbody input[type=checkbox]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Facture périodique").click()
    panel = page.locator("#volet")
    expect(panel.locator("#essai")).to_contain_text("Net à payer")
    yesterday = (today() - timedelta(days=1)).isoformat()
    panel.locator("input[type=date]").first.fill(yesterday)
    panel.get_by_role("button", name="Créer le brouillon").click()
    page.wait_for_url("**/factures/*/modification")
    days = page.locator("input[type=date][name^=livree-]:visible")
    expect(days).to_have_count(2)
    expect(days.first).to_have_value(yesterday)
    with page.expect_response("**/factures/brouillon"):
        days.first.fill(today().isoformat())
    expect(page.locator("#enregistrement")).to_contain_text("Brouillon enregistré")
    page.get_by_role("button", name="Émettre la facture").click()
    page.locator("[data-confirmer-oui]").click()
    page.wait_for_url("**/factures/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("FA-")
    work()
    with inside(app, "atelier-lumen"):
        facture = db.session.scalar(select(Facture).order_by(Facture.id.desc()).limit(1))
        assert facture.pdf_sha256 and ecarts(facture.cii.encode()) == []
        assert [one.livree_le for one in facture.lignes_chiffrees] == [today()] * 2


def test_dates_by_line_are_shown_when_asked(ouvrir, client):
    page = ouvrir(f"/factures/nouveau?tiers={client}")
    days = page.locator("[data-lignes-corps] input[type=date]")
    expect(days).to_be_hidden()
    page.get_by_text("Plus d’options").click()
    page.get_by_label("Une date par ligne").check()
    expect(days).to_be_visible()


def test_no_screen_has_an_axe_violation_nor_is_too_wide(ouvrir, client):
    page = ouvrir("/", *ETROIT.values())
    root, wrongs = page.url.rstrip("/"), {}
    page.goto(f"{root}/devis/facture-periodique?tiers={client}")
    expect(page.locator("#essai")).to_contain_text("Net à payer")
    wrongs |= {"choix": violations(page) + too_wide(page)}
    page.get_by_role("button", name="Créer le brouillon").click()
    page.wait_for_url("**/factures/*/modification")
    wrongs |= {"écriture": violations(page) + too_wide(page)}
    page.goto(page.url.removesuffix("/modification"))
    assert wrongs | {"fiche": violations(page) + too_wide(page)} == {"choix": [], "écriture": [], "fiche": []}
