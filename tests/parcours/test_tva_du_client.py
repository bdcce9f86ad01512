"""Choosing a client taxed in another way gives the lines their VAT, under the eyes of who writes."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from crm.factures import Facture
from tenants import db
from tests.fabrique import identify, make_article, make_berlin, make_tiers
from tests.hosting.launched import eventually

pytestmark = pytest.mark.navigateur


def choose(page, name: str) -> None:
    page.get_by_role("combobox", name="Client").focus()
    page.keyboard.type(name, delay=20)
    page.keyboard.press("Enter")
    expect(page.locator("#client-choisi .ui-choisi")).to_contain_text(name)


def test_lines_follow_the_vat_of_the_client_and_the_draft_too(ouvrir, lumen):
    with lumen():
        identify()
        make_tiers("Tissages Delorme")
        make_berlin(nom="Berliner Werkstatt")
        make_article(designation="Enduit à la chaux", nature="bien")
    page = ouvrir("/factures/nouveau")
    page.get_by_label("Désignation").first.fill("Étude acoustique")
    page.get_by_label("Prix unitaire HT").first.fill("1 000")
    tva = page.locator("[data-lignes-corps] [name^=tva-]")
    choose(page, "Tissages Delorme")
    expect(tva.first).to_have_value("20")
    expect(page.locator("#totaux")).to_contain_text("1 200,00")
    page.get_by_role("button", name="Changer de client").click()
    choose(page, "Berliner Werkstatt")
    expect(tva.first).to_have_value("0-services_ue")
    expect(page.get_by_label("Désignation").first).to_have_value("Étude acoustique")
    expect(page.locator("#totaux")).to_contain_text("Service à une entreprise de l’Union européenne")
    page.get_by_role("combobox", name="Ajouter un article").fill("Enduit")
    page.get_by_role("option", name="Enduit").first.click()
    expect(tva.nth(1)).to_have_value("0-livraison_ue")
    expect(page.locator("#totaux")).to_contain_text("Livraison de biens dans l’Union européenne")
    page.keyboard.press("Control+s")
    expect(page.locator("#controle")).to_contain_text("Contrôle avant émission")
    eventually(lambda: saved(lumen) == ({"services_ue", "livraison_ue"}, 0))


def saved(lumen) -> tuple[set, int]:
    with lumen():
        facture = db.session.scalars(select(Facture).where(Facture.nom_client == "Berliner Werkstatt")).one()
        return {ligne.exoneration for ligne in facture.lignes}, facture.total_tva
