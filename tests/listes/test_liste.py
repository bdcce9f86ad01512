import pytest

from tests.listes.conftest import NOMS, names


def test_list_shows_every_client_by_name(alice, clients):
    response = alice.get("/clients")
    assert names(response) == [
        "100 % Bois",
        "Ateliers_Nord",
        "Boulangerie L’Œuf d’or",
        "Ébénisterie du Rhône",
        "Élan Conseil",
        "Menuiserie Delaunay",
        "Zinguerie Azur",
    ]
    assert "1–7</strong> sur 7" in response.text


def test_fragment_is_the_list_alone(alice, clients):
    response = alice.get("/clients?q=elan", target="liste")
    assert response.text.lstrip().startswith('<div id="liste"')
    assert names(response) == ["Élan Conseil"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("ÉBÉNIST", ["Ébénisterie du Rhône"]),
        ("oeuf", ["Boulangerie L’Œuf d’or"]),
        ("e", ["Ébénisterie du Rhône", "Élan Conseil"]),
        ("04 72 61 08 33", ["Menuiserie Delaunay"]),
        ("732 829 320", ["Menuiserie Delaunay"]),
        ("c1@exemple", ["Élan Conseil"]),
        ("delaunay menuis", ["Menuiserie Delaunay"]),
        ("menuisrie", ["Menuiserie Delaunay"]),
        ("100 %", ["100 % Bois"]),
        ("s_n", ["Ateliers_Nord"]),
        ("%%%", []),
        ("xyzxyz", []),
    ],
)
def test_search(alice, clients, q, found):
    response = alice.get("/clients", query_string={"q": q}, target="liste")
    assert names(response) == found
    if q == "menuisrie":
        assert "s’en approche" in response.text


@pytest.mark.parametrize(
    "query",
    [
        "apres=nimporte",
        "apres=WyJub20iLG51bGwsMSwxXQ",
        "avant=W10",
        "tri=inconnu",
        "tri=-",
        "tri=recherche",
        "vue=v999999",
        "vue=inconnue",
        "par=7",
        "par=abc",
        "q=%00",
        "q=%27%20OR%201%3D1--",
        "q=%5C",
        "responsable=99999999999999999999999",
        "responsable=1;drop table",
        "cree_du=2026-99-99",
        "cree_du=0001-01-01",
        "etiquette=abc",
        "type=inconnu",
        "ville=%25",
        "ville=%5C",
    ],
)
def test_what_the_url_says_wrong_is_dropped(alice, clients, query):
    assert alice.get(f"/clients?{query}").status_code == 200


def test_the_other_company_sees_nothing_of_it(david, clients):
    response = david.get("/clients")
    assert not any(nom in response.text for nom in NOMS)
    assert "Rassemblez vos clients" in response.text
