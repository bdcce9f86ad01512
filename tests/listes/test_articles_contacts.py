from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm.articles import Article
from crm.clock import now
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
    assert names(alice.get("/contacts?q=a"))[:1] == ["Paul Adam"]
    assert {"Paul Adam", "Zoé Élie"} <= set(names(alice.get("/contacts")))
    found = alice.get("/contacts?q=elie", target="liste")
    assert names(found) == ["Zoé Élie"] and "Menuiserie Delaunay" in found.text


@pytest.fixture(scope="module")
def personnes(app, fiches):
    from tests.casting import inside

    with inside(app, "atelier-lumen"):
        for nom, societe, validite, optin in (
            ("Bleu", "Zinguerie Azur", "valide", date(2026, 3, 1)),
            ("Vert", "Ateliers Nord", "non_valide", None),
            ("Rouge", None, "non_verifie", None),
        ):
            contact = Contact.create(nom=nom, email=f"{nom}@couleurs.fr", validite_email=validite)
            contact.optin_le, contact.type_contact = optin, "Partenaire" if nom == "Vert" else None
            if societe:
                contact.attach(Tiers.create(nom=societe, day=None))


@pytest.mark.covers("B-036")
def test_contacts_are_sorted_by_name_organisation_creation_and_validity(alice, lumen, personnes):
    def sort(tri: str) -> list[str]:
        return names(alice.get(f"/contacts?q=couleurs&tri={tri}"))

    assert sort("nom") == ["Bleu", "Rouge", "Vert"]
    assert sort("societes") == ["Vert", "Bleu", "Rouge"], "who is of no company comes last"
    assert sort("-societes") == ["Bleu", "Vert", "Rouge"]
    assert sort("cree_le") == ["Bleu", "Vert", "Rouge"]
    assert sort("validite_email") == ["Vert", "Rouge", "Bleu"]


def test_the_order_by_organisation_follows_its_name_and_the_links(alice, lumen, personnes):
    def sort() -> list[str]:
        return names(alice.get("/contacts?q=couleurs&tri=societes"))

    with lumen():
        azur = db.session.scalar(select(Tiers).where(Tiers.nom == "Zinguerie Azur"))
        azur.nom = "Aaazur"
    assert sort() == ["Bleu", "Vert", "Rouge"]
    with lumen():
        azur = db.session.scalar(select(Tiers).where(Tiers.nom == "Aaazur"))
        azur.trash(now())
    assert sort() == ["Vert", "Bleu", "Rouge"]
    with lumen():
        db.session.scalar(select(Tiers).where(Tiers.nom == "Aaazur")).restore()
        db.session.scalar(select(Contact).where(Contact.nom == "Vert")).rattachements[0].trash(now())
    assert sort() == ["Bleu", "Vert", "Rouge"]
    with lumen():
        vert = db.session.scalar(select(Contact).where(Contact.nom == "Vert"))
        vert.attach(vert.rattachements[0].tiers)
        azur = db.session.scalar(select(Tiers).where(Tiers.nom == "Aaazur"))
        azur.nom = "Zinguerie Azur"
    assert sort() == ["Vert", "Bleu", "Rouge"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("validite=valide", ["Bleu"]),
        ("validite=non_valide&validite=non_verifie", ["Rouge", "Vert"]),
        ("optin=oui", ["Bleu"]),
        ("optin=inconnu", ["Rouge", "Vert"]),
        ("type=Partenaire", ["Vert"]),
    ],
)
def test_contacts_are_filtered_by_what_is_known_of_them(alice, personnes, query, found):
    assert names(alice.get(f"/contacts?q=couleurs&{query}")) == found


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
