"""A click on a card opens the whole record in a window; the link keeps its address, Escape gives the focus back."""

import os

import pytest
from playwright.sync_api import expect

from tests.accessibilite import violations
from tests.fabrique import make_contact, make_opportunite, make_piste, make_tiers


@pytest.mark.covers("A-025")
def test_a_card_opens_its_record_in_a_window(ouvrir, lumen):
    with lumen():
        tiers = make_tiers("Menuiserie Vosges")
        contact = make_contact(tiers, nom="Sapin", fonction="Gérante", telephone="0472610833", email2="so@sapin.fr")
        piste = make_piste(entreprise="Brasserie Rousse", ville="Metz", secteur="Commerce")
        affaire = make_opportunite(tiers, nom="Bar en chêne")
        cards = (
            ("/contacts?dessin=cartes", f"/contacts/{contact.id}", "Jeanne Sapin", ("Gérante", "so@sapin.fr")),
            ("/prospects?dessin=cartes", f"/prospects/{piste.id}", "Brasserie Rousse", ("Metz", "Commerce")),
            ("/prospects?dessin=kanban", f"/prospects/{piste.id}", "Brasserie Rousse", ("Metz", "Commerce")),
            ("/opportunites?dessin=kanban", f"/opportunites/{affaire.id}", "Bar en chêne", ("Menuiserie Vosges",)),
        )
    page = ouvrir("/contacts?dessin=cartes")
    base = page.url.split("/contacts")[0]
    window = page.locator("#modale")
    for path, url, nom, said in cards:
        page.goto(base + path)
        link = page.locator("#liste").get_by_role("link", name=nom)
        assert link.get_attribute("href").endswith(url)
        card = page.locator(f"[data-fenetre$='{url}']")
        card.click(position={"x": 5, "y": 5})
        expect(window.get_by_role("heading", name=nom, level=2)).to_be_visible()
        expect(window).to_have_attribute("aria-label", nom)
        for one in said:
            expect(window.get_by_text(one).first).to_be_visible()
        whole = window.get_by_role("link", name="Ouvrir la fiche")
        assert whole.get_attribute("href").endswith(url)
        expect(whole).to_be_focused()
        if folder := os.environ.get("PHOTOS"):
            nom_photo = path.strip("/").replace("?dessin=", "-")
            for largeur in (1440, 390):
                page.set_viewport_size({"width": largeur, "height": 900})
                page.screenshot(path=f"{folder}/fenetre-{nom_photo}-{largeur}.png")
            page.set_viewport_size({"width": 1440, "height": 900})
        assert violations(page, shell=False) == []
        page.keyboard.press("Escape")
        expect(window).to_be_hidden()
        expect(link).to_be_focused()
        assert page.url == base + path
    link.press("Enter")
    whole.click()
    expect(page).to_have_url(base + url)
    expect(page.get_by_role("heading", name=nom, level=1)).to_be_visible()
