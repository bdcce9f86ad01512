"""The real application behind a real server, in a real browser.

The server and the browser's contexts live as long as the run: what never changes (styles, scripts, fonts) is fetched
and compiled once. A context that comes back has no cookie left, and its pages are new.
"""

import functools
import shutil
import threading
from collections import defaultdict

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.accessibilite import with_axe
from tests.navigateur import Navigateur

CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--no-opt --no-maglev",  # pages live a second: optimising their scripts costs more than it saves
]
PATIENCE = 45_000
"""Milliseconds a browser test waits: a busy machine is slow, not wrong."""
BRUNO, ALICE = "bruno@atelier-lumen.example", "alice@atelier-lumen.example"


class Fenetres:
    """The pages a test has opened, and what went wrong in their consoles."""

    def __init__(self, browser: Browser):
        self._browser = browser
        self._idle: dict[str, list[BrowserContext]] = defaultdict(list)
        self._taken: list[tuple[str, BrowserContext]] = []
        self._wrongs: list[str] = []

    def open(self, url: str, cookies: list[dict], largeur: int, hauteur: int, **options) -> Page:
        context = self._take({"locale": "fr-FR", "reduced_motion": "reduce", "timezone_id": "Europe/Paris"} | options)
        if cookies:
            context.add_cookies(cookies)
        page = context.new_page()
        page.set_viewport_size({"width": largeur, "height": hauteur})
        page.on("console", lambda m: self._wrongs.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._wrongs.append(str(error)))
        page.goto(url, wait_until="load")
        return page

    def _take(self, options: dict) -> BrowserContext:
        kind = repr(sorted(options.items()))
        context = self._idle[kind].pop() if self._idle[kind] else self._browser.new_context(**options)
        context.set_default_timeout(2 * PATIENCE)
        self._taken.append((kind, context))
        return context

    def close(self) -> list[str]:
        """Everything opened is closed; returns the errors of the consoles, a refused form being none."""
        said, self._wrongs = self._wrongs, []
        for kind, context in self._taken:
            for page in context.pages:
                page.close()
            context.clear_cookies()
            self._idle[kind].append(context)
        self._taken = []
        return [wrong for wrong in said if "422" not in wrong and not wrong.startswith("htmx:")]


@pytest.fixture(scope="session")
def navigateur():
    """The system's Chromium."""
    expect.set_options(timeout=PATIENCE)
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve():
    """Where an application answers; its server is started once."""
    servers = []

    @functools.cache
    def _serve(app) -> str:
        servers.append(server := make_server("127.0.0.1", 0, with_axe(app), threaded=True))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://localhost:{server.server_port}"

    yield _serve
    for server in servers:
        server.shutdown()


@pytest.fixture
def site(app, serve) -> str:
    return serve(app)


@pytest.fixture(scope="session")
def toutes_fenetres(navigateur: Browser) -> Fenetres:
    return Fenetres(navigateur)


@pytest.fixture
def fenetres(toutes_fenetres: Fenetres, request) -> Fenetres:
    """In the end nothing must have gone wrong in a console, unless it was the point."""
    yield toutes_fenetres
    wrongs = toutes_fenetres.close()
    if "erreurs_attendues" not in request.keywords:
        assert wrongs == []


def logged_in(app, email: str, site: str) -> list[dict]:
    """The cookies of a member who has just logged in: `test_connexion.py` does it by the form."""
    cookies = Navigateur(app).log_in(email).client._cookies.values()
    return [{"name": one.key, "value": one.value, "url": site, "httpOnly": one.http_only} for one in cookies]


@pytest.fixture
def ouvrir(app, site: str, fenetres: Fenetres):
    """Opens a page of Atelier Lumen, as Bruno unless told."""

    def _ouvrir(
        path: str, largeur: int = 1440, hauteur: int = 900, theme: str = "clair", email: str = BRUNO, **options
    ) -> Page:
        cookies = [{"name": "theme", "value": theme, "url": site}, *logged_in(app, email, site)]
        return fenetres.open(f"{site}/atelier-lumen{path}", cookies, largeur, hauteur, **options)

    return _ouvrir
