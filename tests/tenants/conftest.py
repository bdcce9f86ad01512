import pytest


@pytest.fixture(scope="session")
def seau(tmp_path_factory):
    """A real S3 server, with an empty bucket."""
    from tests.seau import Seau

    with Seau(tmp_path_factory.mktemp("seaux")) as seau:
        yield seau
