"""A prospect with the keyboard alone: added, moved along the board, qualified, converted; in both themes and sizes."""

import os
from decimal import Decimal

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from crm.clock import today
from crm.pistes import Piste
from tenants import db
from tests.accessibilite import too_wide, violations
from tests.fabrique import identify, make_piste, moi
from tests.pistes.test_regles import pass_to

pytestmark = pytest.mark.navigateur
PHOTOS = os.environ.get("PHOTOS")
NOMS = ("Menuiserie Delaunay", "Architectes Duval Nguyen Sud", "Imprimerie du Canal", "Fromagerie Haut-Jura", "Ostéo")


def photo(page, nom: str) -> None:
    if PHOTOS:
        page.screenshot(path=f"{PHOTOS}/{nom}.png")


def fill(lumen) -> int:
    """A few prospects here and there on the board, once; the number of the first."""
    with lumen():
        identify()
        if db.session.scalar(select(func.count(Piste.id))):
            return db.session.scalar(select(func.min(Piste.id)))
        for rang, (nom, libelle) in enumerate(
            zip(NOMS * 2, ("À contacter", "Contacté", "Qualifié", "En discussion", "À contacter") * 2, strict=True)
        ):
            piste = make_piste(
                entreprise=nom if rang < 5 else f"{nom} Ouest", prenom="Sophie", nom="Delaunay", ville="Lyon",
                provenance="Salon", montant_estime=Decimal(1800 * (rang + 1)), etoiles=rang % 5 + 1,
                telephone="0472610833",
                compte_cle=rang % 3 == 0, responsable_id=moi().id, fonction="Gérante",
                prochaine_action="Appeler", prochaine_action_le=today(),
            )  # fmt: skip
            pass_to(piste, libelle)
        return db.session.scalar(select(func.min(Piste.id)))


@pytest.mark.parametrize(("largeur", "hauteur", "theme"), [(1440, 900, "clair"), (390, 844, "sombre")])
def test_every_screen_is_readable_by_all(ouvrir, lumen, largeur, hauteur, theme):
    number = fill(lumen)
    page = ouvrir("/prospects", largeur, hauteur, theme)
    for nom, path in (
        ("liste", "/prospects"), ("cartes", "/prospects?dessin=cartes"), ("kanban", "/prospects?dessin=kanban"),
        ("fiche", f"/prospects/{number}"), ("conversion", f"/prospects/{number + 2}/conversion"),
    ):  # fmt: skip
        page.goto(page.url.split("/prospects")[0] + path)
        page.set_viewport_size({"width": largeur, "height": hauteur})
        photo(page, f"prospects-{nom}-{theme}-{largeur}")
        assert violations(page, shell=False) == [] and not too_wide(page), nom


def test_a_card_is_moved_with_the_keyboard(ouvrir, lumen):
    fill(lumen)
    page = ouvrir("/prospects?dessin=kanban")
    here, there = page.locator("[data-colonne]").nth(1), page.locator("[data-colonne]").nth(2)
    card = here.locator("[data-carte]").first
    nom, before = card.get_attribute("aria-label"), int(there.locator(".ui-compte").inner_text())
    card.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(there.locator(".ui-compte")).to_have_text(str(before + 1))
    expect(there.locator("[data-carte]").first).to_have_attribute("aria-label", nom)
    page.reload()
    expect(page.locator("[data-colonne]").nth(2)).to_contain_text(nom)


@pytest.mark.covers("E-007")
def test_from_a_first_contact_to_the_base_without_the_mouse(ouvrir, lumen):
    fill(lumen)
    page = ouvrir("/prospects")
    page.keyboard.press("c")
    page.keyboard.press("p")
    volet = page.locator("#volet")
    expect(volet.get_by_label("Entreprise")).to_be_focused()
    page.keyboard.type("Ébénisterie Œuvre d’Ø")
    volet.get_by_label("Adresse e-mail").focus()
    page.keyboard.type("contact@oeuvre.example")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/prospects/*")
    convert = page.get_by_role("button", name="Convertir en client")
    expect(convert).to_be_disabled()
    page.get_by_role("navigation", name="Avancement du prospect").get_by_role("button", name="Qualifié").focus()
    page.keyboard.press("Enter")
    expect(convert).to_be_enabled()
    convert.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ébénisterie Œuvre d’Ø")
