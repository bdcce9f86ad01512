import re

import pyotp
import pytest

from tests.casting import PASSWORD
from tests.navigateur import Navigateur

BRUNO = "bruno@atelier-lumen.example"


@pytest.fixture
def activated(app):
    """Bruno with a second factor: (seed, recovery codes)."""
    bruno = Navigateur(app, "atelier-lumen").log_in(BRUNO)
    bruno.post("/compte/double-authentification", {"actuel": PASSWORD}, root=True)
    seed = re.search(r"<code>([A-Z2-7]{32})</code>", bruno.get("/compte/double-authentification", root=True).text)[1]
    code = pyotp.TOTP(seed).now()
    page = bruno.post("/compte/double-authentification/activation", {"code": code}, root=True).text
    yield seed, re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", page)
    bruno.post("/compte/double-authentification/retrait", {"actuel": PASSWORD}, root=True)


def half_logged_in(app) -> Navigateur:
    someone = Navigateur(app, "atelier-lumen")
    someone.post("/connexion", {"email": BRUNO, "mot_de_passe": PASSWORD}, root=True)
    return someone


def test_password_alone_opens_nothing(app, activated):
    someone = half_logged_in(app)
    for path in ("/atelier-lumen/", "/compte", "/espaces"):
        assert someone.get(path, root=True).headers["Location"].startswith("/connexion/code")


def test_recovery_code_opens_once(app, activated):
    code = activated[1][0]
    someone = half_logged_in(app)
    assert someone.post("/connexion/code", {"code": code}, root=True).status_code == 303
    assert someone.get("/").status_code == 200
    assert half_logged_in(app).post("/connexion/code", {"code": code}, root=True).status_code == 422


def test_application_code_never_serves_twice(app, activated):
    totp = pyotp.TOTP(activated[0])
    used = totp.now()
    assert half_logged_in(app).post("/connexion/code", {"code": used}, root=True).status_code == 422


def test_code_is_limited(app, activated):
    someone = half_logged_in(app)
    statuses = [someone.post("/connexion/code", {"code": "000000"}, root=True).status_code for _ in range(6)]
    assert statuses[-1] == 429


def test_setting_up_asks_for_the_password(alice):
    assert alice.post("/compte/double-authentification", {"actuel": "mauvais mot"}, root=True).status_code == 422
