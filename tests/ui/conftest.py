import threading

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.accessibilite import with_axe
from tests.conftest import PATIENCE
from tests.ui.galerie import create_galerie


@pytest.fixture(scope="session")
def galerie() -> str:
    server = make_server("127.0.0.1", 0, with_axe(create_galerie()), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def ouvrir(galerie: str, navigateur: Browser, request):
    """Opens a page of the gallery; at the end, nothing must have gone wrong in its console, unless it was the point."""
    contexts, wrongs = [], []

    def _ouvrir(path: str, largeur: int = 1440, hauteur: int = 900, theme: str = "clair", **options) -> Page:
        context = navigateur.new_context(
            viewport={"width": largeur, "height": hauteur}, locale="fr-FR", reduced_motion="reduce", **options
        )
        contexts.append(context)
        context.add_cookies([{"name": "theme", "value": theme, "url": galerie}])
        context.set_default_timeout(2 * PATIENCE)
        page = context.new_page()
        page.on("console", lambda m: wrongs.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: wrongs.append(str(e)))
        page.goto(galerie + path, wait_until="load")
        return page

    yield _ouvrir
    seen = list(wrongs)
    for context in contexts:
        context.close()
    if "erreurs_attendues" not in request.keywords:
        assert [w for w in seen if "422" not in w and not w.startswith("htmx:")] == []
