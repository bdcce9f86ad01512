"""A platform that calls wakes the reading up, and nothing else (FE-52)."""

import pytest
from sqlalchemy import select, update

from crm.plateforme import ConnexionPlateforme
from tenants import Travail, db
from tests.plateforme.conftest import connect

LUMEN = "/avertissements/atelier-lumen/"


@pytest.fixture
def jeton(pa, lumen, work) -> str:
    work()
    with lumen():
        return ConnexionPlateforme.current().jeton_avertissement


def readings(lumen) -> int:
    with lumen():
        return len(db.session.scalars(select(Travail.id).where(Travail.methode == "read_now")).all())


def test_a_call_wakes_one_reading(pa, lumen, visiteur, work, jeton):
    before = readings(lumen)
    assert visiteur.post(f"{LUMEN}{jeton}", {"flowId": "peu importe"}, root=True).status_code == 204
    assert visiteur.post(f"{LUMEN}{jeton}", {}, root=True).status_code == 204
    assert readings(lumen) == before + 1
    asked = pa.appels.count(("POST", "/v1/flows/search"))
    work()
    assert pa.appels.count(("POST", "/v1/flows/search")) == asked + 1
    visiteur.post(f"{LUMEN}{jeton}", {}, root=True)
    assert readings(lumen) == before + 2
    work()


def test_a_server_calls_without_session_nor_form(app, jeton, work):
    called = app.test_client().post(f"{LUMEN}{jeton}", json={"flowId": "1"})
    assert called.status_code == 204 and not called.headers.getlist("Set-Cookie")
    work()


@pytest.mark.parametrize(
    "path", [f"{LUMEN}faux", f"{LUMEN}é", "/avertissements/personne/faux", "/avertissements/menuiserie-dupont/"]
)
def test_who_is_unknown_wakes_nothing(lumen, visiteur, jeton, path):
    before = readings(lumen)
    assert visiteur.post(path + (jeton if path.endswith("/") else ""), {}, root=True).status_code == 404
    assert readings(lumen) == before


def test_a_secret_typed_again_changes_the_address(pa, lumen, visiteur, jeton):
    with lumen():
        assert connect(pa.url).jeton_avertissement != jeton
    assert visiteur.post(f"{LUMEN}{jeton}", {}, root=True).status_code == 404


def test_without_consent_nothing_is_woken(lumen, visiteur, jeton):
    with lumen():
        db.session.execute(update(ConnexionPlateforme).values(accord_a=None))
    assert visiteur.post(f"{LUMEN}{jeton}", {}, root=True).status_code == 404


def test_calls_are_counted(visiteur, jeton):
    said = [visiteur.post(f"{LUMEN}faux", {}, root=True).status_code for _ in range(61)]
    assert said[:60] == [404] * 60 and said[60] == 429


def test_who_administers_alone_sees_the_address(alice, bruno, jeton):
    assert jeton in alice.get("/configuration/plateforme").text
    assert jeton not in bruno.get("/configuration/plateforme").text


def test_the_address_is_not_logged(visiteur, jeton, capfd):
    visiteur.post(f"{LUMEN}{jeton}", {}, root=True)
    said = capfd.readouterr()
    assert "/avertissements/atelier-lumen/•••" in said.out + said.err and jeton not in said.out + said.err
