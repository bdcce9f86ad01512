"""Every page: few SQL statements, and no more of them with sixty rows than with five."""

from collections import Counter

import pytest

from tests.casting import inside
from tests.copies import multiply
from tests.monde import Monde
from tests.pages import pages, tabs
from tests.requetes import counted

BUDGET = 32
PEU, BEAUCOUP = 5, 60


def measure(app, someone, monde: Monde) -> dict[str, list[str]]:
    """page → the statements of one visit."""
    found, todo = {}, pages(app, monde)
    while todo:
        nom, path = todo.popitem()
        with counted(app) as seen:
            answer = someone.client.get(path)
        assert answer.status_code < 400, (path, answer.status_code)
        found[nom] = list(seen)
        if nom.endswith(".show"):
            todo |= {f"{nom}, {tab}": url for tab, url in tabs(path, answer.text).items()}
    return found


@pytest.fixture(scope="module")
def monde(app) -> Monde:
    monde = Monde()
    with inside(app, "atelier-lumen"):
        monde.begin()
        multiply(monde, PEU)
    return monde


def test_no_page_asks_more_of_the_database_when_there_is_more_to_show(app, alice, monde):
    few = measure(app, alice, monde)
    with inside(app, "atelier-lumen"):
        multiply(monde, BEAUCOUP)
    many = measure(app, alice, monde)
    assert few.keys() == many.keys() and len(few) > 80
    over = {nom: len(seen) for nom, seen in many.items() if len(seen) > BUDGET}
    assert over == {}
    growing = {nom: Counter(seen).most_common(1) for nom, seen in many.items() if len(seen) > len(few[nom])}
    assert growing == {}
