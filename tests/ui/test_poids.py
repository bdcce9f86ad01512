"""What a first visit brings over the network."""

import gzip
import re

import pytest

MOST = 150_000
ADDRESSES = re.compile(r"/static/dist/[\w./-]+")


def sent(someone, address: str) -> bytes:
    with someone.client.get(address, headers={"Accept-Encoding": "br, gzip"}) as answer:
        assert answer.status_code == 200, address
        return answer.data


@pytest.mark.parametrize("path", ["/", "/clients", "/factures/nouvelle"])
def test_first_visit_is_light(app, bruno, path):
    """The page, and every file it names, however it is asked for."""
    page = bruno.get(path).text
    files = set(ADDRESSES.findall(page))
    assert len(files) > 3
    total = len(gzip.compress(page.encode())) + sum(len(sent(bruno, address)) for address in files)
    assert total <= MOST, f"{total} bytes"
