import pytest

from tests.fabrique import identify, make_opportunite, make_tiers


@pytest.fixture
def chez(lumen):
    with lumen():
        identify()
        yield


@pytest.fixture
def affaire(lumen) -> int:
    with lumen():
        identify()
        return make_opportunite(make_tiers("Pharmacie du Théâtre")).id
