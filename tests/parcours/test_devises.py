"""A facture in dollars, from the blank editor to a file that passes the official rules, then its payment."""

import functools
import io
import os
import time

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy import select

from crm.clock import today
from crm.factures import Facture
from crm.facturx.regles import ecarts
from crm.formats import jour
from tenants import db
from tests.accessibilite import too_wide, violations
from tests.fabrique import identify, make_tiers, make_zurich
from tests.parcours.test_tva_du_client import choose

pytestmark = pytest.mark.navigateur
PHOTOS = os.environ.get("PHOTOS")
"""Where pictures of these screens go, when they are wanted."""


def photo(page, nom: str) -> None:
    if PHOTOS:
        page.screenshot(path=f"{PHOTOS}/{nom}.png", full_page=True)


def issued(lumen) -> tuple:
    with lumen():
        facture = db.session.scalars(select(Facture).where(Facture.nom_client == "Hudson Interiors")).one()
        return facture.id, facture.cii, facture.fige, facture.read_pdf(), str(facture.total_tva_eur)


@pytest.mark.parametrize(("largeur", "hauteur", "theme"), [(1440, 900, "clair"), (390, 844, "sombre")])
def test_the_editor_shows_the_rate_only_in_another_currency(ouvrir, lumen, largeur, hauteur, theme):
    with lumen():
        identify()
        make_zurich(nom=f"Zimmerei {theme}", devise="CHF")
    page = ouvrir("/factures/nouveau", largeur, hauteur, theme)
    page.get_by_label("Désignation").first.fill("Étude acoustique")
    page.get_by_label("Prix unitaire HT").first.fill("1 000")
    expect(page.get_by_label("Devise")).to_be_hidden()
    choose(page, f"Zimmerei {theme}")
    expect(page.get_by_label("Devise", exact=True)).to_have_value("CHF")
    expect(page.get_by_label("Date du cours")).to_be_visible()
    expect(page.locator("#totaux")).to_contain_text("CHF")
    expect(page.get_by_label("Désignation").first).to_have_value("Étude acoustique")
    page.get_by_label("Devise", exact=True).select_option("EUR")
    expect(page.get_by_label("Date du cours")).to_be_hidden()
    expect(page.locator("#totaux")).to_contain_text("€")
    page.get_by_label("Devise", exact=True).select_option("CHF")
    expect(page.locator("#controle")).to_contain_text("combien d’euros vaut 1 CHF")
    photo(page, f"devise-{theme}-{largeur}")
    assert violations(page) == [] and not too_wide(page)


def test_a_late_total_is_not_the_last_word(ouvrir, lumen, app, monkeypatch):
    compute = app.view_functions["factures.calcul"]

    @functools.wraps(compute)
    def late():
        time.sleep(0.7)
        return compute()

    monkeypatch.setitem(app.view_functions, "factures.calcul", late)
    with lumen():
        make_tiers("Lakeside Interiors")
    page = ouvrir("/factures/nouveau")
    choose(page, "Lakeside Interiors")
    page.get_by_text("Plus d’options").click()
    price = page.get_by_label("Prix unitaire HT").first
    price.fill("1 000")
    with page.expect_request("**/calcul"):
        price.blur()
    page.get_by_label("Devise", exact=True).select_option("USD")
    expect(page.locator("#totaux")).to_contain_text("1\xa0000,00\xa0USD")


def test_from_the_screen_to_a_valid_file_and_its_payment(ouvrir, lumen, work):
    with lumen():
        identify()
        make_tiers("Hudson Interiors")
    page = ouvrir("/factures/nouveau")
    choose(page, "Hudson Interiors")
    page.get_by_label("Désignation").first.fill("Étude acoustique")
    page.get_by_label("Prix unitaire HT").first.fill("1 000")
    page.get_by_text("Plus d’options").click()
    page.get_by_label("Devise", exact=True).select_option("USD")
    expect(page.locator("#totaux")).to_contain_text("USD")
    expect(page.locator("#controle")).to_contain_text("Le cours manque")
    page.get_by_label("Cours", exact=False).first.fill("0,9213")
    page.get_by_label("Source du cours").select_option("bce")
    page.get_by_label("Date du cours").fill(today().isoformat())
    expect(page.locator("#controle .ton-rouge")).to_have_count(0)
    photo(page, "devise-editeur")
    page.get_by_role("button", name="Émettre la facture").click()
    page.locator("[data-confirmer-oui]").click()
    page.wait_for_url("**/factures/*")
    work()
    page.reload()
    expect(page.locator("main")).to_contain_text("TVA en euros")
    photo(page, "devise-facture")
    _, cii, fige, pdf, tva = issued(lumen)
    assert [e.regle for e in ecarts(cii.encode())] == [] and tva == "184.26"
    assert fige["devise"] == "USD" and f"cours de la Banque centrale européenne du {jour(today(), 'long')}" in str(fige)
    assert PdfReader(io.BytesIO(pdf)).attachments["factur-x.xml"][0] == cii.encode()
    page.get_by_role("link", name="Enregistrer un règlement").click()
    panel = page.locator("#volet")
    expect(panel.get_by_label("Devise")).to_have_value("USD")
    panel.get_by_label("Porté à votre compte").fill("1 108,20")
    photo(page, "devise-reglement")
    assert violations(page) == []
    panel.get_by_role("button", name="Enregistrer le règlement").click()
    expect(page.locator("main").get_by_text("Payée", exact=True)).to_be_visible()
    photo(page, "devise-payee")
