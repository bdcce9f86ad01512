import pytest

from crm import plateforme
from crm.plateforme import ConnexionPlateforme
from tests.fabrique import MIDI, identify, make_facture, moi
from tests.plateforme_simulee import CLIENT, SECRET, PlateformeSimulee


@pytest.fixture(scope="module")
def serveur():
    with PlateformeSimulee() as platform:
        yield platform


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


@pytest.fixture
def transmise(pa, lumen, work) -> tuple[int, str]:
    with lumen():
        facture = make_facture(issued=True)
        plateforme.transmit(facture, moi(), MIDI)
        named = facture.id, facture.numero
    work()
    return named
