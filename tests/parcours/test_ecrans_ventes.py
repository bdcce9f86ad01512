"""From the devis to the money, in a real browser: by keyboard alone; and every screen without an axe violation."""

import pytest
from playwright.sync_api import expect

from crm.clock import now, today
from tests.accessibilite import ETROIT, too_wide, violations
from tests.fabrique import (
    DOLLARS,
    D,
    identify,
    ligne,
    make_article,
    make_avoir,
    make_contact,
    make_devis,
    make_facture,
    make_tiers,
    moi,
)

pytestmark = pytest.mark.navigateur


@pytest.fixture(scope="module")
def documents(app) -> dict[str, str]:
    from tests.casting import inside

    with inside(app, "atelier-lumen"):
        identify()
        make_contact(tiers := make_tiers("Menuiserie Delaunay"))
        make_article(designation="Pose de parquet", prix_unitaire=D("42.50"))
        lignes = [ligne(), {"genre": "titre", "designation": "Pose"}, ligne("Livret", "24", "12.50", "5.5")]
        devis = make_devis(tiers, lignes=lignes)
        devis.finalise(today(), now(), moi())
        draft, issued = (
            make_facture(tiers, lignes=lignes),
            make_facture(tiers, lignes=lignes, issued=today(), now=now()),
        )
        dollars = make_facture(tiers, issued=today(), now=now(), **DOLLARS)
        avoir = make_avoir(issued, montants={"20": D("100")}, issued=False)
        return {
            "facture": f"/factures/{issued.id}",
            "facture en dollars": f"/factures/{dollars.id}",
            "écriture": f"/factures/{draft.id}/modification",
            "devis": f"/devis/{devis.id}",
            "avoir": f"/avoirs/{avoir.id}",
            "règlement": f"/reglements/nouveau?facture={issued.id}",
            "nouvel avoir": f"/factures/{issued.id}/avoir",
            "envoi": f"/factures/{issued.id}/envoi",
            "client": f"/clients/{tiers.id}?onglet=documents",
        }


def pick(page, typed: str, option: str) -> None:
    """Choose in the list of choices that has the focus."""
    page.keyboard.type(typed, delay=20)
    page.get_by_role("option", name=option).first.wait_for()
    page.keyboard.press("Enter")


def press_on(page, name: str) -> None:
    """What a keyboard does of a button: reach it, press it."""
    button = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    button.focus()
    page.keyboard.press("Enter")


@pytest.mark.covers("E-018", "E-021", "E-002", "E-026")
def test_from_devis_to_reglement_by_keyboard(ouvrir, documents, work):
    page = ouvrir("/devis/nouveau")
    page.get_by_role("combobox", name="Client").focus()
    pick(page, "delau", "Menuiserie Delaunay")
    expect(page.get_by_text("À l’attention de")).to_be_visible()
    page.get_by_label("Objet").focus()
    page.keyboard.type("Parquet du showroom")
    page.get_by_role("combobox", name="Ajouter un article").focus()
    pick(page, "parquet", "Pose de parquet")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Quantité")
    page.keyboard.type("10")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Désignation")
    page.keyboard.type("Plinthes")
    page.get_by_label("Prix unitaire HT").nth(1).focus()
    page.keyboard.type("1 250,5")
    expect(page.locator("#totaux")).to_contain_text("2 010,60", use_inner_text=False)
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-lignes-annonce]")).to_contain_text("position 1 sur 2")
    expect(page.locator("#enregistrement")).to_contain_text("Brouillon enregistré à")
    assert page.url.endswith("/modification")
    press_on(page, "Valider le devis")
    page.wait_for_url("**/devis/*")
    press_on(page, "Marquer accepté")
    page.get_by_label("Nom du signataire").fill("Jeanne Delaunay")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Accepté par Jeanne Delaunay")).to_be_visible()
    press_on(page, "Convertir en facture")
    page.wait_for_url("**/factures/*/modification")
    press_on(page, "Émettre la facture")
    expect(page.get_by_role("alertdialog")).to_contain_text("ne peut plus être modifiée")
    page.locator("[data-confirmer-oui]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/factures/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("FA-")
    work()
    expect(page.get_by_role("link", name="Télécharger le PDF")).to_be_visible()
    press_on(page, "Enregistrer un règlement")
    expect(page.locator("#volet").get_by_label("Montant reçu")).to_have_value("2 010,60".replace(" ", "\u202f"))
    page.locator("#volet").get_by_label("Référence").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("main").get_by_text("Payée", exact=True)).to_be_visible()


def test_a_line_removed_comes_back(ouvrir, documents):
    page = ouvrir(documents["écriture"])
    before = page.locator("[data-ligne]").count()
    page.get_by_role("button", name="Retirer la ligne Livret").click()
    expect(page.locator("[data-lignes-corps] [data-ligne]")).to_have_count(before - 1)
    page.get_by_role("button", name="Annuler", exact=True).click()
    expect(page.locator("[data-lignes-corps] [data-ligne]")).to_have_count(before)
    page.get_by_label("Quantité").first.fill("trois")
    page.get_by_label("Objet").focus()
    expect(page.locator("[data-ligne-faute]:visible")).to_contain_text("Saisissez un nombre")
    expect(page.locator("#enregistrement")).to_contain_text("Non enregistré")
    page.get_by_label("Quantité").first.fill("3")
    page.get_by_label("Objet").focus()
    expect(page.locator("#enregistrement")).to_contain_text("Brouillon enregistré")
    expect(page.locator("[data-ligne-faute]:visible")).to_have_count(0)


def test_no_narrow_screen_has_an_axe_violation_nor_is_too_wide(ouvrir, documents):
    """Wide, test_toutes_les_pages.py looks at every page."""
    page = ouvrir("/", *ETROIT.values())
    root, wrongs = page.url.rstrip("/"), {}
    for nom, path in (documents | {"nouvelle": "/factures/nouveau", "liste": "/factures"}).items():
        page.goto(root + path)
        wrongs |= {nom: said} if (said := violations(page) + too_wide(page)) else {}
    assert wrongs == {}
