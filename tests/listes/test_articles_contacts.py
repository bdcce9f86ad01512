from decimal import Decimal

import pytest

from crm.articles import Article
from crm.tiers import Contact, Rattachement, Tiers
from tenants import db
from tests.listes.conftest import names


@pytest.fixture(scope="module")
def fiches(app):
    from tests.casting import inside

    with inside(app, "atelier-lumen"):
        tiers = Tiers(nom="Menuiserie Delaunay")
        zoe = Contact(nom="Élie", prenom="Zoé", email="zoe@delaunay.example")
        db.session.add_all(
            [
                zoe,
                Contact(nom="Adam", prenom="Paul"),
                Rattachement(contact=zoe, tiers=tiers),
                Article(designation="Pose", prix_unitaire=80, taux_tva=20, reference="P1"),
                Article(designation="Chêne massif", prix_unitaire=120, taux_tva=Decimal("5.5"), nature="bien"),
                Article(designation="Ancien vernis", prix_unitaire=10, taux_tva=20, inactif=True),
            ]
        )


@pytest.mark.covers("B-032", "B-033")
def test_contacts_are_listed_and_found(alice, fiches):
    assert names(alice.get("/contacts")) == ["Paul Adam", "Zoé Élie"]
    found = alice.get("/contacts?q=elie", target="liste")
    assert names(found) == ["Zoé Élie"] and "Menuiserie Delaunay" in found.text


def test_articles_show_price_and_tax(alice, fiches):
    page = alice.get("/articles")
    assert names(page) == ["Chêne massif", "Pose"]
    assert "120,00\xa0€" in page.text and "5,5\xa0%" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("nature=bien", ["Chêne massif"]),
        ("tva=20", ["Pose"]),
        ("tva=abc", ["Chêne massif", "Pose"]),
        ("prix_min=100", ["Chêne massif"]),
        ("prix_min=1e999999999", ["Chêne massif", "Pose"]),
        ("prix_max=99,5", ["Pose"]),
        ("vue=tous&inactif=1", ["Ancien vernis"]),
        ("tri=-prix_unitaire", ["Chêne massif", "Pose"]),
    ],
)
def test_articles_are_filtered(alice, fiches, query, found):
    assert names(alice.get(f"/articles?{query}")) == found


def test_articles_are_switched_off_together(bruno, lumen, fiches):
    everything = {"tous": "1", "requete": "nature=bien"}
    assert bruno.post("/articles/lot/inactif", everything | {"valeur": ""}, htmx=True).status_code == 422
    assert bruno.post("/articles/lot/inactif", everything | {"valeur": "oui"}, htmx=True).status_code == 204
    assert names(bruno.get("/articles")) == ["Pose"]
