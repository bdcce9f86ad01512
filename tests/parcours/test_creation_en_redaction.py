"""A client or an article made while writing a document is taken up at once, and nothing typed is lost."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from crm.devis import Devis
from crm.tiers import Tiers
from tenants import db

pytestmark = pytest.mark.navigateur


def ask_for(page, combobox: str, typed: str, option: str) -> None:
    page.get_by_role("combobox", name=combobox).focus()
    page.keyboard.type(typed, delay=20)
    page.get_by_role("option", name=option).wait_for()
    page.keyboard.press("Enter")
    expect(page.locator("#volet form")).to_be_visible()


def test_client_made_from_the_editor_is_chosen_and_what_was_typed_stays(ouvrir, lumen):
    page = ouvrir("/devis/nouveau")
    page.get_by_label("Objet").fill("Parquet du showroom")
    page.get_by_label("Désignation").first.fill("Pose de parquet")
    page.get_by_label("Prix unitaire HT").first.fill("1 250,5")
    ask_for(page, "Client", "Ébénisterie Roux", "Créer « Ébénisterie Roux »")
    volet = page.locator("#volet")
    expect(volet.get_by_label("Nom ou raison sociale")).to_have_value("Ébénisterie Roux")
    volet.get_by_label("Adresse e-mail").fill("pas une adresse")
    page.keyboard.press("Control+Enter")
    expect(volet.get_by_role("alert")).to_contain_text("1 champ est à corriger")
    volet.get_by_label("Adresse e-mail").fill("roux@client.example")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#client-choisi")).to_contain_text("Ébénisterie Roux")
    expect(volet).to_be_hidden()
    expect(page.get_by_label("Objet")).to_have_value("Parquet du showroom")
    expect(page.get_by_label("Désignation").first).to_have_value("Pose de parquet")
    expect(page.locator("#enregistrement")).to_contain_text("Brouillon enregistré à")
    with lumen():
        tiers = db.session.scalar(select(Tiers).where(Tiers.nom == "Ébénisterie Roux"))
        devis = db.session.scalar(select(Devis).where(Devis.tiers_id == tiers.id))
        assert (devis.objet, [ligne.designation for ligne in devis.lignes]) == (
            "Parquet du showroom",
            ["Pose de parquet"],
        )


def test_article_made_from_the_editor_fills_a_line(ouvrir):
    page = ouvrir("/factures/nouveau")
    page.get_by_label("Désignation").first.fill("Déjà écrite")
    page.get_by_label("Prix unitaire HT").first.fill("10")
    ask_for(page, "Ajouter un article", "Vernis mat", "Créer l’article « Vernis mat »")
    volet = page.locator("#volet")
    volet.get_by_label("Prix unitaire HT").fill("18,4")
    volet.get_by_label("TVA").select_option("10")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("Désignation").nth(1)).to_have_value("Vernis mat")
    expect(page.get_by_label("Prix unitaire HT").nth(1)).to_have_value("18,40")
    expect(page.locator("[data-lignes-corps] [name^=tva-]").nth(1)).to_have_value("10")
    expect(page.get_by_label("Désignation").first).to_have_value("Déjà écrite")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Quantité")
    expect(page.locator("#totaux")).to_contain_text("18,40")


def test_creation_given_up_chooses_nothing(ouvrir):
    page = ouvrir("/devis/nouveau")
    ask_for(page, "Client", "Inconnue au bataillon", "Créer « Inconnue au bataillon »")
    page.keyboard.press("Escape")
    expect(page.locator("#volet")).to_be_hidden()
    expect(page.get_by_role("combobox", name="Client")).to_be_focused()
    expect(page.locator("#tiers_id")).to_have_value("")
