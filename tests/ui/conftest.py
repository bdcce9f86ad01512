import pytest
from playwright.sync_api import Page

from tests.fenetres import Fenetres
from tests.ui.galerie import create_galerie


@pytest.fixture(scope="session")
def galerie(serve) -> str:
    return serve(create_galerie())


@pytest.fixture
def ouvrir(galerie: str, fenetres: Fenetres):
    """Opens a page of the gallery."""

    def _ouvrir(path: str, largeur: int = 1440, hauteur: int = 900, theme: str = "clair", **options) -> Page:
        cookies = [{"name": "theme", "value": theme, "url": galerie}]
        return fenetres.open(galerie + path, cookies, largeur, hauteur, **options)

    return _ouvrir
