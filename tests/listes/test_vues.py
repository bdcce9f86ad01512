from sqlalchemy import select

from crm.listes import VueEnregistree
from tenants import db
from tests.listes.conftest import names

LYON = "q=&ville=lyon&tri=-nom"


def test_saved_view_keeps_words_filters_and_sort(bruno, clients, lumen):
    answer = bruno.post("/clients/vues", {"nom": "Lyonnais", "requete": LYON}, htmx=True)
    url = answer.headers["HX-Redirect"]
    page = bruno.get(url, root=True)
    assert names(page) == sorted(names(page), key=lambda n: n.replace("É", "E"), reverse=True)
    assert 'aria-current="page">Lyonnais <span class="ui-compte">3</span>' in page.text
    assert 'value="lyon"' in page.text


def test_own_view_is_seen_by_its_owner_only(alice, bruno, clients):
    bruno.post("/clients/vues", {"nom": "À moi seul", "requete": LYON}, htmx=True)
    assert "À moi seul" in bruno.get("/clients").text
    assert "À moi seul" not in alice.get("/clients").text


def test_shared_view_is_seen_by_all_and_asks_for_the_right_to_write(bruno, chloe, david, clients):
    assert (
        bruno.post("/clients/vues", {"nom": "Équipe", "requete": LYON, "partagee": "y"}, htmx=True).status_code == 204
    )
    assert "Équipe</a>" in chloe.get("/clients").text.replace(' <span class="ui-compte">3</span>', "")
    refused = chloe.post("/clients/vues", {"nom": "Chloé", "requete": LYON, "partagee": "y"}, htmx=True)
    assert refused.status_code == 422 and "ne permettent pas" in refused.text
    assert "Lyonnais" not in david.get("/clients").text


def test_view_without_a_name_or_twice_is_refused(alice, clients):
    assert alice.post("/clients/vues", {"nom": " ", "requete": LYON}, htmx=True).status_code == 422
    alice.post("/clients/vues", {"nom": "Deux fois", "requete": LYON}, htmx=True)
    assert "porte déjà ce nom" in alice.post("/clients/vues", {"nom": "Deux fois", "requete": ""}, htmx=True).text


def test_view_is_removed_by_its_owner_only(alice, bruno, chloe, lumen, clients):
    bruno.post("/clients/vues", {"nom": "Passagère", "requete": LYON}, htmx=True)
    bruno.post("/clients/vues", {"nom": "Commune", "requete": LYON, "partagee": "y"}, htmx=True)
    with lumen():
        ids = dict(db.session.execute(select(VueEnregistree.nom, VueEnregistree.id)).all())
    mine, ours = f"/clients/vues/{ids['Passagère']}", f"/clients/vues/{ids['Commune']}"
    assert alice.post(f"{mine}/retrait", htmx=True).status_code == 404
    assert chloe.post(f"{ours}/retrait", htmx=True).status_code == chloe.get(f"{ours}/modification").status_code == 403
    assert bruno.post(f"{mine}/retrait", htmx=True).status_code == 204
    assert "Passagère" not in bruno.get("/clients").text


def test_view_is_renamed_then_shared(bruno, chloe, lumen, clients):
    url = bruno.post("/clients/vues", {"nom": "Rhône", "requete": LYON}, htmx=True).headers["HX-Redirect"]
    page = bruno.get(url, root=True).text
    with lumen():
        vue = f"/clients/vues/{db.session.scalar(select(VueEnregistree.id).where(VueEnregistree.nom == 'Rhône'))}"
    assert f"{vue}/modification" in page and "Supprimer la vue" in page
    assert f"{vue}/modification" not in bruno.get("/clients").text
    assert 'value="Rhône"' in bruno.get(f"{vue}/modification", target="volet-contenu").text
    assert bruno.post(vue, {"nom": " "}, target="form-vue").status_code == 422
    assert bruno.post(vue, {"nom": "Vallée du Rhône", "partagee": "y"}, htmx=True).status_code == 204
    assert "Vallée du Rhône" in chloe.get("/clients").text
    assert chloe.post(vue, {"nom": "À moi"}, htmx=True).status_code == 403
    assert names(bruno.get(url, root=True)) == names(bruno.get(f"/clients?{LYON}"))
    bruno.post(vue, {"nom": "Vallée du Rhône"}, htmx=True)
    assert "Vallée du Rhône" not in chloe.get("/clients").text


def test_columns_come_in_the_order_chosen(bruno, clients):
    bruno.post("/clients/colonnes", {"colonne": ["email", "ville", "type"], "requete": ""}, htmx=True)
    page = bruno.get("/clients").text
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert sorted(("E-mail", "Ville", "Type"), key=head.index) == ["E-mail", "Ville", "Type"]
    panel = bruno.get("/clients/colonnes", target="volet-contenu").text
    offered = [panel.index(f'value="{cle}"') for cle in ("email", "ville", "type", "siren")]
    assert offered == sorted(offered)
    bruno.post("/clients/colonnes", {"defaut": "1", "requete": ""}, htmx=True)


def test_chosen_columns_are_kept_for_their_member(bruno, alice, clients):
    bruno.post("/clients/colonnes", {"colonne": ["siren", "email"], "par": "50", "requete": ""}, htmx=True)
    page = bruno.get("/clients").text
    assert ">SIREN" in page and 'aria-label="E-mail"' not in page and ">Responsable</th>" not in page
    assert "732\xa0829\xa0320" in page
    assert ">SIREN" not in alice.get("/clients").text
    bruno.post("/clients/colonnes", {"defaut": "1", "requete": ""}, htmx=True)
    assert ">SIREN" not in bruno.get("/clients").text


def test_unknown_columns_are_dropped(bruno, clients):
    bruno.post("/clients/colonnes", {"colonne": ["inconnue", "iban"], "requete": ""}, htmx=True)
    assert bruno.get("/clients").status_code == 200
    bruno.post("/clients/colonnes", {"defaut": "1", "requete": ""}, htmx=True)


def test_predefined_views_count_what_they_hold(alice, clients):
    page = alice.get("/clients").text
    assert 'Tous <span class="ui-compte">7</span>' in page
    assert 'Fournisseurs <span class="ui-compte">0</span>' in page
