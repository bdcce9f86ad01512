import pytest

from tests.casting import PASSWORD
from tests.navigateur import Navigateur

ALICE = "alice@atelier-lumen.example"


@pytest.mark.covers("B-001", "A-002")
def test_logging_in_leads_to_accueil(visiteur):
    response = visiteur.post("/connexion", {"email": ALICE, "mot_de_passe": PASSWORD})
    assert response.headers["Location"] == "/atelier-lumen/"
    assert "Bonjour Alice" in visiteur.get("/atelier-lumen/").text


def test_email_is_read_whatever_its_case(visiteur):
    data = {"email": f"  {ALICE.upper()} ", "mot_de_passe": PASSWORD}
    assert visiteur.post("/connexion", data).status_code == 303


@pytest.mark.parametrize(
    ("email", "password"), [(ALICE, "mauvais mot"), ("personne@nulle-part.example", PASSWORD), (ALICE, "")]
)
def test_wrong_credentials_are_refused_alike(visiteur, email, password):
    response = visiteur.post("/connexion", {"email": email, "mot_de_passe": password})
    assert response.status_code == 422
    if password:
        assert "ne convient pas" in response.text
    assert email in response.text and PASSWORD not in response.text


def test_password_is_limited_by_account(visiteur):
    for _ in range(10):
        visiteur.post("/connexion", {"email": ALICE, "mot_de_passe": "mauvais mot"})
    assert visiteur.post("/connexion", {"email": ALICE, "mot_de_passe": PASSWORD}).status_code == 429


def test_login_returns_where_one_was_going(visiteur):
    response = visiteur.get("/atelier-lumen/?q=a")
    assert response.status_code == 302
    back = visiteur.post(response.headers["Location"], {"email": ALICE, "mot_de_passe": PASSWORD})
    assert back.headers["Location"] == "/atelier-lumen/?q=a"


@pytest.mark.parametrize("trap", ["https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example"])
def test_login_never_leads_to_another_site(visiteur, trap):
    response = visiteur.post(f"/connexion?suite={trap}", {"email": ALICE, "mot_de_passe": PASSWORD})
    assert response.headers["Location"] == "/atelier-lumen/"


def test_another_company_does_not_exist(alice, david):
    assert alice.get("/menuiserie-dupont/", root=True).status_code == 404
    assert david.get("/atelier-lumen/", root=True).status_code == 404
    assert alice.get("/societe-inconnue/", root=True).status_code == 404


def test_stranger_cannot_tell_a_company_from_none(visiteur):
    known, unknown = visiteur.get("/atelier-lumen/"), visiteur.get("/societe-inconnue/")
    assert known.status_code == unknown.status_code == 302


def test_logging_out_closes_the_device(alice):
    cookie = alice.client.get_cookie("comptoir").value
    alice.post("/deconnexion", root=True)
    alice.client.set_cookie("comptoir", cookie)
    assert alice.get("/").status_code == 302


def test_device_can_be_revoked_from_another(app):
    phone, desk = Navigateur(app, "atelier-lumen").log_in(ALICE), Navigateur(app, "atelier-lumen").log_in(ALICE)
    desk.post("/compte/appareils/deconnexion", root=True)
    assert phone.get("/").status_code == 302
    assert desk.get("/").status_code == 200


def test_form_without_token_is_refused(app):
    response = app.test_client().post("/connexion", data={"email": ALICE, "mot_de_passe": PASSWORD})
    assert response.status_code == 400


def test_expired_session_sends_htmx_to_login(visiteur):
    response = visiteur.get("/atelier-lumen/", target="liste")
    assert response.status_code == 204
    assert response.headers["HX-Redirect"].startswith("/connexion?suite=")
