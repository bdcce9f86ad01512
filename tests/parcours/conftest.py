"""The real application behind a real server, in a real browser."""

import threading

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.accessibilite import with_axe
from tests.conftest import PATIENCE
from tests.navigateur import Navigateur

BRUNO = "bruno@atelier-lumen.example"


@pytest.fixture(scope="module")
def site(app) -> str:
    server = make_server("127.0.0.1", 0, with_axe(app), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


def logged_in(app, email: str, site: str) -> list[dict]:
    """The cookies of a member who has just logged in: `test_connexion.py` does it by the form."""
    cookies = Navigateur(app).log_in(email).client._cookies.values()
    return [{"name": one.key, "value": one.value, "url": site, "httpOnly": one.http_only} for one in cookies]


@pytest.fixture
def ouvrir(app, site: str, navigateur: Browser):
    """Opens a page of Atelier Lumen, as Bruno unless told; in the end nothing must have gone wrong in its console."""
    contexts, wrongs = [], []

    def _ouvrir(
        path: str, largeur: int = 1440, hauteur: int = 900, theme: str = "clair", email: str = BRUNO, **options
    ) -> Page:
        options = {"locale": "fr-FR", "reduced_motion": "reduce", "timezone_id": "Europe/Paris"} | options
        context = navigateur.new_context(viewport={"width": largeur, "height": hauteur}, **options)
        contexts.append(context)
        context.add_cookies([{"name": "theme", "value": theme, "url": site}, *logged_in(app, email, site)])
        context.set_default_timeout(2 * PATIENCE)
        page = context.new_page()
        page.on("console", lambda m: wrongs.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrongs.append(str(error)))
        page.goto(f"{site}/atelier-lumen{path}", wait_until="load")
        return page

    yield _ouvrir
    seen = list(wrongs)
    for context in contexts:
        context.close()
    assert [wrong for wrong in seen if "422" not in wrong and not wrong.startswith("htmx:")] == []
