"""Keyset pages: put end to end, forward or backward, they are the whole list, whatever the sort and its ties."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.tiers import Tiers
from tenants import db
from tests.listes.conftest import link, names

TRIS = ("nom", "-nom", "ville", "-ville", "code_postal", "client_depuis", "-client_depuis", "-cree_le", "modifie_le")


@pytest.fixture(scope="module")
def crowd(app):
    """130 clients with many equal and empty sort values."""
    from tests.casting import inside

    with inside(app, "atelier-lumen"):
        for i in range(130):
            day = date(2026, 1, 1) + timedelta(days=i % 5) if i % 3 else None
            db.session.add(
                Tiers(
                    nom=f"Société {i % 40:02}",
                    ville=["Lyon", "Évry", "Ambert", None][i % 4],
                    code_postal=f"690{i % 7:02}" if i % 2 else None,
                    client_depuis=day,
                    description=str(i),
                )
            )


def walk(someone, url: str, rel: str) -> list[list[str]]:
    pages = []
    while url:
        response = someone.get(url, root=True, target="liste")
        pages.append([row.split('"')[0] for row in response.text.split('<tr id="l-')[1:]])
        url = link(response, rel)
    return pages


@pytest.mark.parametrize("tri", TRIS)
def test_pages_put_end_to_end_are_the_whole_list(alice, crowd, tri):
    forward = walk(alice, f"/atelier-lumen/clients?tri={tri}", "next")
    assert [len(page) for page in forward] == [25, 25, 25, 25, 25, 5]
    everything = [identifier for page in forward for identifier in page]
    assert len(set(everything)) == 130
    url = f"/atelier-lumen/clients?tri={tri}"
    for _ in range(5):
        url = link(alice.get(url, root=True, target="liste"), "next")
    backward = walk(alice, url, "prev")
    assert backward[::-1] == forward


@pytest.mark.parametrize("tri", TRIS)
def test_sort_is_that_of_the_column_and_blanks_come_last(lumen, crowd, tri):
    from crm.listes import Requete, find, page

    with lumen():
        seen, apres = [], ""
        while apres is not None:
            found = page(Requete.lire({"tri": [tri], "par": ["100"], "apres": [apres]}, find("clients")))
            seen += found.lignes
            apres = found.tranche.suivant
        key = tri.removeprefix("-")
        column = Tiers.tri_nom if key == "nom" else getattr(Tiers, key)
        held = dict(db.session.execute(select(Tiers.id, column)).all())
        values = [held[tiers.id] for tiers in seen]
        filled = [value for value in values if value is not None]
        assert values == filled + [None] * (len(values) - len(filled))
        order = (lambda v: v.replace("É", "E")) if key == "ville" else (lambda v: v)
        assert filled == sorted(filled, key=order, reverse=tri.startswith("-"))


def test_page_says_where_it_is(alice, crowd):
    first = alice.get("/clients?par=50", target="liste")
    assert "1–50</strong> sur 130" in first.text and link(first, "prev") is None
    second = alice.get(link(first, "next"), root=True, target="liste")
    assert "51–100</strong> sur 130" in second.text
    assert names(alice.get(link(second, "prev"), root=True, target="liste")) == names(first)


@pytest.mark.parametrize("q", ["", "Société 0"])
def test_page_whose_rows_are_gone_gives_the_first_one(lumen, crowd, q):
    from crm.listes import Requete, find, page
    from crm.listes.curseurs import Curseur

    with lumen():
        past = Curseur("zzzz", 2**40, 999).to_token("nom")
        asked = [page(Requete.lire({"q": [q], "apres": [token]}, find("clients"))) for token in ("", past)]
    first, found = ([tiers.id for tiers in one.lignes] for one in asked)
    assert first == found and len(found) == 25 and asked[1].debut == 1
    assert not asked[1].approchee and asked[1].tranche.precedent is None


def test_cursor_of_another_sort_is_dropped(alice, crowd):
    url = link(alice.get("/clients"), "next")
    moved = alice.get(url.replace("?", "?tri=-cree_le&"), root=True, target="liste")
    assert "1–25</strong> sur 130" in moved.text


def test_filter_and_search_go_together(alice, crowd):
    response = alice.get("/clients?q=societe&ville=evr&type=client", target="liste")
    assert "sur 22" in response.text
    assert "Évry" in response.text and "Ambert" not in response.text
