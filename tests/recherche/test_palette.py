import re

import pytest

from crm.articles import Article
from crm.tiers import Contact, Tiers
from tenants import db


@pytest.fixture(scope="module")
def fiches(app):
    from tests.casting import inside

    with inside(app, "atelier-lumen"):
        made = [
            Tiers(nom="Menuiserie Delaunay", email="bonjour@delaunay.example", telephone="+33472610833"),
            Contact(nom="Delaunay", prenom="Zoé", fonction="Gérante"),
            Article(designation="Pose d’un parquet", reference="PAR-01", prix_unitaire=80, taux_tva=20),
        ]
        made[0].identify("732829320")
        made += [Tiers(nom=f"Delaunay Frères {i}") for i in range(9)]
        db.session.add_all(made)
        db.session.flush()
        return [fiche.id for fiche in made]


def groups(response) -> dict[str, list[str]]:
    """Group → titles."""
    parts = re.split(r'<h3[^>]*role="presentation">', response.text)[1:]
    title = r'<span class="ui-coupe">(.*?)(?: <small>|</span>)'
    return {part.split("</h3>")[0]: re.findall(title, part) for part in parts}


def test_palette_opens_on_actions_and_places(alice, fiches):
    found = groups(alice.get("/recherche", target="palette-resultats"))
    assert "Créer un client" in found["Actions"]
    assert {"Importer des clients", "Importer des contacts", "Importer des prospects"} <= set(found["Actions"])
    assert {"Accueil", "Clients", "Articles"} <= set(found["Aller à"])


def test_palette_searches_every_kind_of_record(alice, fiches):
    found = groups(alice.get("/recherche?q=delaunay", target="palette-resultats"))
    assert len(found["Clients"]) == 5
    assert found["Contacts"] == ["Zoé Delaunay"]


@pytest.mark.parametrize("q", ["DÉLAUNAY menuis", "bonjour@del", "04 72 61 08 33", "732 829 320", "menuisrie"])
def test_palette_finds_by_name_email_phone_siren_and_misspelt(alice, fiches, q):
    found = groups(alice.get("/recherche", query_string={"q": q}, target="palette-resultats"))
    assert found["Clients"] == ["Menuiserie Delaunay"]


def test_palette_finds_an_article_by_its_reference(alice, fiches):
    assert groups(alice.get("/recherche?q=par-01", target="x"))["Articles"] == ["Pose d’un parquet"]


def test_what_was_opened_comes_first(bruno, chloe, fiches):
    article, contact = f"/articles/{fiches[2]}", f"/contacts/{fiches[1]}"
    for path, expected in (
        (article, ["Pose d’un parquet"]),
        (contact, ["Zoé Delaunay", "Pose d’un parquet"]),
        (article, ["Pose d’un parquet", "Zoé Delaunay"]),
        ("/articles/999999", ["Pose d’un parquet", "Zoé Delaunay"]),
    ):
        bruno.get(path)
        assert groups(bruno.get("/recherche", target="x"))["Consultés récemment"] == expected
    assert "Consultés récemment" not in groups(chloe.get("/recherche", target="x"))


def test_who_only_reads_is_offered_no_creation(chloe, fiches):
    found = groups(chloe.get("/recherche", target="x"))
    assert "Actions" not in found and "Clients" in found["Aller à"]


def test_the_other_company_finds_nothing(david, fiches):
    found = alone = david.get("/recherche?q=delaunay", target="x")
    assert "Menuiserie Delaunay" not in found.text and not groups(alone)


def test_module_without_right_is_not_searched(chloe, lumen, fiches):
    from sqlalchemy import select

    from crm.equipe import Membre

    with lumen():
        membre = db.session.scalars(select(Membre).where(Membre.prenom == "Chloé")).one()
        membre.grant("lecture", {"contacts": "aucun"})
    found = groups(chloe.get("/recherche?q=delaunay", target="x"))
    assert "Contacts" not in found and "Clients" in found
    assert chloe.get("/contacts").status_code == 403


@pytest.mark.parametrize("q", ["%", "\\", "' OR 1=1 --", "\x00", "é" * 500, "🙂🙂🙂🙂"])
def test_strange_words_break_nothing(alice, fiches, q):
    assert alice.get("/recherche", query_string={"q": q}, target="x").status_code == 200
