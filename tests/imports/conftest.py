import io
import re

import pytest


def deposit(someone, content: bytes, name: str = "clients.csv", module: str = "/clients", **data):
    sent = {"fichier": (io.BytesIO(content), name)} | data
    return someone.post(f"{module}/imports", sent)


def number_of(response) -> int:
    return int(re.search(r"/imports/(\d+)", response.headers["Location"])[1])


def proposed(someone, number: int, module: str = "/clients") -> list[str]:
    """The columns as the page proposes them."""
    page = someone.get(f"{module}/imports/{number}/correspondance").text
    selects = re.findall(r"<select.*?</select>", page, re.S)
    return [(re.search(r'value="(\w*)" selected', one) or [None, ""])[1] for one in selects]


def choose(someone, number: int, module: str = "/clients", **data):
    """Accept the columns that are proposed."""
    return someone.post(
        f"{module}/imports/{number}/correspondance", {"colonne": proposed(someone, number, module)} | data
    )


@pytest.fixture
def examined(alice, work):
    """Give a file, accept the columns, let it be read: the number of the import."""

    def give(content: bytes, name: str = "clients.csv", module: str = "/clients", **data) -> int:
        number = number_of(deposit(alice, content, name, module, **data))
        assert choose(alice, number, module).status_code == 303
        work()
        return number

    return give


@pytest.fixture
def imported(alice, work, examined):
    """The same, then done: the number and the text of the result."""

    def give(content: bytes, module: str = "/clients", doublons: str = "ignorer", **data) -> tuple[int, str]:
        number = examined(content, module=module, **data)
        answer = alice.post(f"{module}/imports/{number}/lancement", {"doublons": doublons})
        assert answer.status_code == 303, answer.text
        work()
        return number, alice.get(f"{module}/imports/{number}").text.replace("\u00a0", " ")

    return give
