"""In a browser: a town is chosen as one types; the new screens in both themes and sizes."""

import os
import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from crm.pistes import Piste
from crm.sujets import write_note
from tenants import db
from tests.accessibilite import ETROIT, too_wide, violations
from tests.fabrique import make_opportunite, make_piste, make_tiers_at, moi
from tests.fenetres import ALICE

pytestmark = pytest.mark.navigateur
PHOTOS = os.environ.get("PHOTOS")


def photo(page, nom: str) -> None:
    if PHOTOS:
        page.screenshot(path=f"{PHOTOS}/{nom}.png")


def type_address(page) -> None:
    """By its postal code, then by its name; free text stays when nothing is chosen."""
    page.get_by_text("Plus d’informations").click()
    code, ville = page.get_by_label("Code postal"), page.get_by_label("Ville", exact=False)
    code.press_sequentially("6910")
    expect(page.get_by_role("option", name="69100 Villeurbanne")).to_be_visible()
    photo(page, "propositions")
    code.press("ArrowDown")
    code.press("Enter")
    expect(code).to_have_value("69100")
    expect(ville).to_have_value("Villeurbanne")
    ville.fill("")
    ville.press_sequentially("grenob")
    page.get_by_role("option", name="38000 Grenoble").click()
    expect(code).to_have_value("38000")
    ville.fill("Nulle-Part")
    ville.press("Escape")


@pytest.mark.covers("D-029")
def test_a_town_is_chosen_as_one_types(ouvrir, lumen):
    page = ouvrir("/prospects/nouveau")
    page.get_by_label("Entreprise").fill("Menuiserie des Alpes")
    type_address(page)
    page.get_by_role("button", name="Ajouter le prospect").click()
    page.wait_for_url(re.compile(r"/prospects/\d+$"))
    photo(page, "fiche")
    with lumen():
        piste = db.session.scalar(select(Piste).where(Piste.entreprise == "Menuiserie des Alpes"))
        assert (piste.code_postal, piste.ville) == ("38000", "Nulle-Part")
        number = piste.id
        fill()
    look(ouvrir, number)


def fill() -> None:
    tiers = make_tiers_at("FR", "42100", "Saint-Étienne", nom="Forez Distribution")
    make_opportunite(tiers, nom="Charpente du Forez")
    make_tiers_at("BE", "1000", "Bruxelles", nom="Bruxelles Bois")
    make_piste(entreprise="Scierie du Forez", code_postal="42000", ville="Saint-Étienne", secteur="Industrie")
    write_note(tiers, "Plans reçus et relus avec le chef de chantier", moi(), "email")


def look(ouvrir, number: int) -> None:
    """On a narrow screen: the wide ones are seen with every page."""
    screens = {
        "pipeline": "/pipeline/", "evenements": "/pipeline/evenements?pipeline=type%3Dtiers",
        "referentiel": "/configuration/communes?q=saint", "villes": "/communes/villes", "communes": "/communes/",
        "edition": f"/prospects/{number}/modification",
    }  # fmt: skip
    page, wrongs = ouvrir("/", ETROIT["width"], email=ALICE), {}
    root = page.url.rstrip("/")
    for nom, path in screens.items():
        page.goto(root + path, wait_until="load")
        if nom == "edition":
            page.get_by_text("Plus d’informations").click()
            page.get_by_role("textbox", name="Description").scroll_into_view_if_needed()
        photo(page, f"{nom}-etroit")
        if found := violations(page, shell=False) + too_wide(page):
            wrongs[nom] = found
    assert wrongs == {}
