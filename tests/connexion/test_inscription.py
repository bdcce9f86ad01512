import re

import pytest

from tests.casting import PASSWORD
from tests.navigateur import Navigateur

NEW = {
    "societe": "Charpentes Élévation & Fils",
    "nom": "Zoé d’Ornano",
    "email": "zoe@charpentes.example",
    "mot_de_passe": "un mot de passe long",
}


def link_in(message) -> str:
    return re.search(r"http://localhost(/\S+)", message.get_body(("plain",)).get_content())[1]


@pytest.fixture
def mail(app, outbox):
    """Send what waits, and return the outbox."""
    from tenants.links import send_pending_links

    def send():
        with app.app_context():
            send_pending_links()
        return list(outbox)

    return send


def test_signing_up_opens_a_company_by_a_link(visiteur, mail):
    assert visiteur.post("/inscription", NEW).status_code == 200
    (message,) = mail()
    assert message["To"] == NEW["email"]
    link = link_in(message)
    assert "Charpentes Élévation" in visiteur.get(link).text
    opened = visiteur.post(link)
    assert opened.headers["Location"] == "/charpentes-elevation-fils/"
    assert "Bonjour Zoé" in visiteur.get("/charpentes-elevation-fils/").text
    assert visiteur.post(link).status_code == 404


def test_signing_up_does_not_tell_who_has_an_account(visiteur, mail):
    known = visiteur.post("/inscription", NEW | {"email": "alice@atelier-lumen.example"})
    fresh = visiteur.post("/inscription", NEW | {"email": "inconnue@ailleurs.example"})
    plain = [re.sub(r"[\w.]+@[\w.-]+|\"[^\"]{60,}\"", "", response.text) for response in (known, fresh)]
    assert plain[0] == plain[1]
    subjects = {message["To"]: message["Subject"] for message in mail()}
    assert subjects["alice@atelier-lumen.example"] == "Vous avez déjà un compte Comptoir"


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("societe", "  ", "nom de votre société"),
        ("email", "zoe@", "adresse e-mail valide"),
        ("mot_de_passe", "court", "10 caractères"),
        ("mot_de_passe", "aaaaaaaaaaaa", "se devine"),
    ],
)
def test_bad_sign_up_says_what_to_do_and_keeps_what_was_typed(visiteur, field, value, expected):
    response = visiteur.post("/inscription", NEW | {field: value})
    assert response.status_code == 422 and expected in response.text
    assert "Zoé d’Ornano" in response.text


def test_forged_link_opens_nothing(visiteur):
    assert visiteur.post("/inscription/MQ.abcdef").status_code == 404


def test_forgotten_password_is_changed_by_a_link(app, visiteur, mail):
    visiteur.post("/mot-de-passe", {"email": "chloe@atelier-lumen.example"})
    (message,) = mail()
    link = link_in(message)
    before = Navigateur(app, "atelier-lumen").log_in("chloe@atelier-lumen.example")
    assert visiteur.post(link, {"mot_de_passe": "une autre phrase"}).status_code == 303
    assert before.get("/").status_code == 302
    assert visiteur.post(link, {"mot_de_passe": "encore une autre"}).status_code == 404
    Navigateur(app, "atelier-lumen").log_in("chloe@atelier-lumen.example", "une autre phrase")


def test_forgotten_password_says_the_same_to_a_stranger(visiteur, mail):
    response = visiteur.post("/mot-de-passe", {"email": "personne@ailleurs.example"})
    assert response.status_code == 200 and not mail()
    assert PASSWORD not in response.text
