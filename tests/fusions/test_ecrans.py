"""The window that shows two records side by side, from the card and from the list; the way back from the trash."""

import re

import pytest

from crm.tiers import Contact, Tiers
from tenants import db
from tests.fabrique import make_contact, make_facture, make_tiers


@pytest.fixture
def deux(lumen) -> tuple[int, int]:
    with lumen():
        kept = make_tiers("Ferronnerie Oberkampf", siren=None, tva_intracom=None, telephone=None)
        other = make_tiers("Ferronnerie Oberkampff", siren=None, tva_intracom=None, telephone="+33472610833")
        make_facture(other)
        return kept.id, other.id


def state(lumen, id: int, *names: str) -> list:
    with lumen():
        tiers = db.session.get(Tiers, id)
        return [getattr(tiers, name) for name in names]


def test_the_window_proposes_says_what_follows_merges_and_is_undone(bruno, lumen, deux):
    kept, other = deux
    assert f'data-volet="/atelier-lumen/clients/{kept}/fusion"' in bruno.get(f"/clients/{kept}").text
    proposed = bruno.get(f"/clients/{kept}/fusion").text
    assert f"/clients/{kept}/fusion?autre={other}" in proposed and "nom proche" in proposed
    window = bruno.get(f"/clients/{kept}/fusion?autre={other}", target="volet-contenu").text
    assert "1\xa0facture ou avoir" in window and "1\xa0adresse" in window
    assert re.search(r'name="champ-telephone" value="autre" checked', window)
    assert re.search(r'name="champ-nom" value="garde" checked', window)
    done = bruno.post(f"/clients/{kept}/fusion", {"autre": str(other), "champ-telephone": "autre"}, htmx=True)
    assert done.headers["HX-Redirect"].endswith(f"/clients/{kept}")
    assert state(lumen, kept, "telephone") == ["+33472610833"]
    card = bruno.get(f"/clients/{other}").text
    assert "Fusionné dans" in card and f'href="/atelier-lumen/clients/{kept}"' in card and "Restaurer" not in card
    undo = re.search(r'action="([^"]+/annulations/[0-9a-f-]+)"', card)[1]
    assert bruno.post(undo, root=True).status_code == 303
    assert state(lumen, other, "is_in_trash") == [False] and state(lumen, kept, "telephone") == [None]


def test_it_starts_from_two_rows_of_the_list(bruno, deux):
    kept, other = deux
    page = bruno.get("/clients").text
    assert 'data-volet="/atelier-lumen/clients/fusion"' in page
    window = bruno.get(f"/clients/fusion?ids={other}&ids={kept}", target="volet-contenu").text
    assert f'action="/atelier-lumen/clients/{kept}/fusion"' in window and f'name="autre" value="{other}"' in window
    for ids in ("", f"ids={kept}", f"ids={kept}&ids={other}&ids=1"):
        assert "deux seulement" in bruno.get(f"/clients/fusion?{ids}", target="volet-contenu").text


def test_two_contacts_are_merged(bruno, lumen):
    with lumen():
        tiers = make_tiers()
        ids = [make_contact(tiers, prenom="Apolline", nom="Vuillemin", mobile=None).id for _ in range(2)]
    assert f"autre={ids[1]}" in bruno.get(f"/contacts/{ids[0]}/fusion").text
    assert bruno.post(f"/contacts/{ids[0]}/fusion", {"autre": str(ids[1])}, htmx=True).status_code == 204
    with lumen():
        assert db.session.get(Contact, ids[1]).fusionne_dans_id == ids[0]


def test_a_refusal_is_said_and_the_choices_stay(bruno, lumen):
    with lumen():
        kept = make_tiers("Oberkampf", siren="404833048", tva_intracom=None, telephone=None)
        other = make_tiers("Oberkampff", siren="552100554", tva_intracom=None, telephone="+33472610833")
        make_facture(other, issued=True)
        ids = kept.id, other.id
    form = {"autre": str(ids[1]), "champ-nom": "autre", "champ-telephone": "garde"}
    refused = bruno.post(f"/clients/{ids[0]}/fusion", form, target="form")
    assert refused.status_code == 422 and "deux numéros sont deux personnes" in refused.text
    assert re.search(r'name="champ-nom" value="autre" checked', refused.text)
    assert re.search(r'name="champ-telephone" value="garde" checked', refused.text)


def test_readers_and_strangers_merge_nothing(bruno, chloe, david, dupont, deux):
    kept, other = deux
    with dupont():
        theirs = make_tiers().id
    assert "Fusionner" not in chloe.get(f"/clients/{kept}").text
    assert chloe.get(f"/clients/{kept}/fusion").status_code == 403
    assert chloe.post(f"/clients/{kept}/fusion", {"autre": str(other)}, htmx=True).status_code == 403
    assert david.post(f"/clients/{kept + 1000}/fusion", {"autre": str(theirs)}, htmx=True).status_code == 404
    assert bruno.get(f"/clients/{kept}/fusion?autre={other + 1000}").status_code == 404
    assert bruno.post(f"/clients/{kept}/fusion", {"autre": str(kept)}, htmx=True).status_code == 404
