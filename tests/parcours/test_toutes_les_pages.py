"""Every page of the product in a real browser: no axe violation in either theme and at two widths, nothing too wide."""

import pytest

from blueprints.listes.installation import ROUTES, SELECTIONS
from tests.accessibilite import LARGE, too_wide, violations
from tests.casting import inside
from tests.copies import multiply
from tests.fenetres import ALICE
from tests.monde import Monde
from tests.pages import pages, tabs

pytestmark = [pytest.mark.navigateur, pytest.mark.long]


@pytest.fixture(scope="module")
def monde(app) -> Monde:
    monde = Monde()
    with inside(app, "atelier-lumen"):
        monde.begin()
        multiply(monde, 2)
    return monde


PANELS = {f".{route[0]}" for route in (*ROUTES, *SELECTIONS)} - {".index"}
SEEN_ON = ("clients", "factures")
"""The panels of every list are drawn by the same templates: they are looked at on these."""


def is_seen(nom: str) -> bool:
    module, dot, endpoint = nom.partition(".")
    return module in SEEN_ON or dot + endpoint not in PANELS


def addresses(app, someone, monde: Monde) -> dict[str, str]:
    """Those that answer a whole page, the tabs of the cards included."""
    found = {}
    for nom, path in filter(lambda page: is_seen(page[0]), pages(app, monde).items()):
        answer = someone.client.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html" and "<html" in answer.text:
            more = tabs(path, answer.text) if nom.endswith(".show") else {}
            found |= {nom: path} | {f"{nom}, {tab}": url for tab, url in more.items()}
    return found


def test_no_page_has_an_axe_violation_nor_is_too_wide(app, alice, monde, ouvrir):
    page, wrongs = ouvrir("/", email=ALICE), {}
    root = page.url.partition("/atelier-lumen")[0]
    found = addresses(app, alice, monde)
    assert len(found) > 60
    first = next(iter(found.values()))
    for nom, path in found.items():
        page.set_viewport_size(LARGE)
        page.goto(root + path, wait_until="load")
        said = violations(page, shell=path == first) + too_wide(page)
        if said:
            wrongs[f"{nom} {path}"] = said
    assert wrongs == {}
