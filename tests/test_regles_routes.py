"""Rules that hold on every route: somebody declared who may open it, and nobody else can."""

import pytest

from tests.navigateur import Navigateur

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def every_route(app):
    """(endpoint, method, path) of every address, with 1 or a plausible word for each variable part."""
    for rule in app.url_map.iter_rules():
        values = {}
        for name in rule.arguments:
            kind = type(rule._converters[name]).__name__
            values[name] = {"IntegerConverter": 1, "UUIDConverter": "0" * 8 + "-0000-4000-8000-" + "0" * 12}.get(
                kind, "x"
            )
        with app.test_request_context():
            path = rule.build(values)[1]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, path


def access_of(app, endpoint: str):
    return app.view_functions[endpoint].access


def company_routes(app):
    return [route for route in every_route(app) if access_of(app, route[0])[0] not in ("public", "logged_in")]


def test_every_route_says_who_may_open_it(app):
    silent = [endpoint for endpoint, view in app.view_functions.items() if not hasattr(view, "access")]
    assert silent == []


def test_a_route_that_says_nothing_opens_to_nobody(app, alice):
    view = app.view_functions["accueil.index"]
    access = view.access
    del view.access
    try:
        assert alice.get("/").status_code == 403
    finally:
        view.access = access


def test_writing_routes_ask_for_more_than_reading(app):
    personal = {"recherche.create_ouverture", "annulations.create", "notifications.create_lecture"}
    personal |= {"valeurs.create"}  # its right depends on the list: the view asks for it
    lax = [
        (endpoint, method)
        for endpoint, method, _ in company_routes(app)
        if method in UNSAFE and access_of(app, endpoint)[1] == "lecture" and endpoint not in personal
    ]
    own = {"vues", "vue", "colonnes", "export", "enveloppe"}
    assert [route for route in lax if not any(word in route[0] for word in own)] == []


def test_no_reading_route_changes_data(app):
    changing = ("create", "update", "destroy", "trash", "restore", "remove", "revoke", "invite_again")
    wrong = [
        endpoint
        for endpoint, method, _ in every_route(app)
        if method == "GET" and endpoint.rpartition(".")[2].startswith(changing)
    ]
    assert wrong == []


def test_strangers_are_sent_to_log_in(app, visiteur):
    for endpoint, method, path in company_routes(app):
        if method == "GET":
            response = visiteur.get(f"/atelier-lumen{path}")
            assert response.status_code == 302, endpoint
            assert response.headers["Location"].startswith("/connexion"), endpoint


def test_the_other_company_does_not_exist(app, david):
    for endpoint, method, path in company_routes(app):
        response = david.post(f"/atelier-lumen{path}", {}, root=True, method=method, htmx=True)
        assert response.status_code == 404, (endpoint, method)


def test_the_reader_writes_nowhere(app, chloe):
    for endpoint, method, path in company_routes(app):
        if access_of(app, endpoint)[1] in ("ecriture", "administration"):
            response = chloe.post(path, {}, method=method, htmx=True)
            assert response.status_code == 403, (endpoint, method)


def test_company_pages_are_not_at_the_root(app):
    alice = Navigateur(app).log_in("alice@atelier-lumen.example")
    for path in ("/clients/", "/factures/", "/equipe/"):
        assert alice.get(path).status_code == 404


@pytest.mark.parametrize("header", ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"])
def test_every_answer_is_hardened(alice, visiteur, header):
    assert header in alice.get("/").headers
    assert header in visiteur.get("/connexion").headers
    assert header in visiteur.get("/nulle-part/").headers


def test_errors_speak_french_and_give_a_reference(alice):
    page = alice.get("/cette-page-n-existe-pas")
    assert page.status_code == 404 and "Cette page n’existe pas" in page.text
    assert page.headers["X-Request-Id"] in page.text
