import pytest

from tests.fabrique import make_contact, make_tiers


@pytest.fixture
def client(lumen) -> int:
    with lumen():
        tiers = make_tiers()
        make_contact(tiers)
        return tiers.id
