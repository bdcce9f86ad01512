import pytest

from crm.plateforme import ConnexionPlateforme
from tests.fabrique import MIDI, identify, moi
from tests.plateforme_simulee import CLIENT, SECRET, PlateformeSimulee


@pytest.fixture(scope="module")
def serveur():
    with PlateformeSimulee() as plateforme:
        yield plateforme


@pytest.fixture
def pa(serveur, lumen):
    """The platform of Atelier Lumen, that behaves."""
    serveur.behave()
    with lumen():
        identify()
        connect(serveur.url)
    yield serveur
    serveur.behave()


def connect(url: str, secret: str = SECRET) -> ConnexionPlateforme:
    values = {
        "nom": "Plateforme d’essai",
        "url": url,
        "url_jeton": f"{url}/jeton",
        "client": CLIENT,
        "url_annuaire": url,
    }
    connexion = ConnexionPlateforme.configure(**values, secret=secret)
    connexion.agree("Alice Martin", "présidente", moi(), MIDI)
    return connexion
