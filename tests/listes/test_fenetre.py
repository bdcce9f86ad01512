"""The record a card opens: the same address, drawn as a window; never kept nor taken for the page."""

import pytest

from tests.fabrique import make_contact, make_opportunite, make_piste, make_tiers


@pytest.fixture
def urls(lumen) -> list[str]:
    with lumen():
        tiers = make_tiers("Scierie du Doubs")
        contact, affaire = make_contact(tiers, nom="Sapin"), make_opportunite(tiers, nom="Bar en chêne")
        piste = make_piste(entreprise="Brasserie Rousse")
        return [f"/contacts/{contact.id}", f"/opportunites/{affaire.id}", f"/prospects/{piste.id}"]


def test_the_same_address_is_a_page_or_a_window(chloe, david, urls):
    for url in urls:
        page, window = chloe.get(url), chloe.get(url, target="modale-contenu")
        assert "<html" in page.text and "<html" not in window.text and "<h1" not in window.text
        assert f'href="/atelier-lumen{url}"' in window.text and "Ouvrir la fiche" in window.text
        assert window.headers["Cache-Control"] == "private, no-store"
        assert "HX-Target" in page.headers["Vary"] and "HX-Target" in window.headers["Vary"]
        assert david.get(url, target="modale-contenu").status_code == 404


@pytest.mark.parametrize("liste", ["/contacts", "/prospects", "/opportunites"])
def test_every_card_tells_which_record_it_opens(bruno, urls, liste):
    (url,) = [one for one in urls if one.startswith(liste)]
    for dessin in ("cartes", "kanban") if liste != "/contacts" else ("cartes",):
        page = bruno.get(f"{liste}?dessin={dessin}").text
        assert f'data-fenetre="/atelier-lumen{url}"' in page and f'href="/atelier-lumen{url}"' in page
